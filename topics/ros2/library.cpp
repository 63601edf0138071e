#include "library.h"

#include <fastrtps/config.h>

const char *ros2_library_version(void) { return FASTRTPS_VERSION_STR; }
