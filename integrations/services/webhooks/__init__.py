"""Post announcements to addresses that people named, and to no other."""
