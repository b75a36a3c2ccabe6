/// zlib for Swift, and what links it for `CInflate`, which includes zlib.h itself.
#ifndef CZLIB_H
#define CZLIB_H

#include <zlib.h>

#endif
