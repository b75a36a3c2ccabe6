#include "CFileIO.h"
