"""Take out of a text what says who somebody is; pure, read `removal` first."""
