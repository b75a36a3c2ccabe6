/// What a process is given when it starts, and whether it may have what Swift's run-time takes for granted.
#pragma once

/// Whether so many threads can exist at once beside those that do: they are made, and end again. 0, or the error of the first
/// that cannot be made. Some 20 microseconds each.
int cprocess_try_threads(int count);

/// Whether two more descriptors can be open: 0, or the error.
int cprocess_try_descriptors(void);
