"""Cut texts into passages and weigh their words."""
