"""What other systems are told: announcements, signed and posted to subscribers at least once each.

`announcement` says what happened, `subscriber` who is told; `sender` is the loop. Nothing here
knows insights: whoever has something to tell puts an announcement into the `AnnouncementBook`.
"""
