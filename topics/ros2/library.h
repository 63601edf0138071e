#ifndef THINKER3D_TOPICS_ROS2_LIBRARY_H
#define THINKER3D_TOPICS_ROS2_LIBRARY_H

#ifdef __cplusplus
extern "C"
#endif
const char *ros2_library_version(void);

#endif
