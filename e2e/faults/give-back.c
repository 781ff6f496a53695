/* A Node-API module that does one thing when it is loaded: the C library gives its free pages back (malloc_trim(3)). */
#include <malloc.h>

void *napi_register_module_v1(void *env, void *exports) {
  (void)env;
  malloc_trim(0);
  return exports;
}
