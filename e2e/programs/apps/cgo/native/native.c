#include "native.h"

const char *word(void) { return "C one"; }
const char *header(void) { return WORD; }
