#pragma once

/// The commit that this was built from; empty when nobody said so.
const char *cbuildinformation_commit(void);
