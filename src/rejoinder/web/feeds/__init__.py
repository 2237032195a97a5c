"""`/feed`: the newest comments of a site or of one thread, for feed readers."""
