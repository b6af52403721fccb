"""Send mail to customers: letters are kept until they are sent, and worded only then."""
