#include "CBuildInformation.h"

const char *cbuildinformation_commit(void) { return DUMP2EVAL_COMMIT; }
