# Generates the messages for ROS 1, which calls time and duration what ROS 2 calls builtin_interfaces/Time and Duration.
find_package(catkin REQUIRED COMPONENTS actionlib_msgs message_generation sensor_msgs std_msgs)

set(TRANSLATED "${CMAKE_CURRENT_BINARY_DIR}/ros1")
foreach(FILE msg/SpatialAnswer.msg msg/Timings.msg msg/ViewUsed.msg srv/Ask.srv action/Reason.action)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${FILE}")
  file(READ "${FILE}" TEXT)
  string(REPLACE "builtin_interfaces/Time " "time " TEXT "${TEXT}")
  string(REPLACE "builtin_interfaces/Duration " "duration " TEXT "${TEXT}")
  file(WRITE "${TRANSLATED}/${FILE}" "${TEXT}")
endforeach()

# catkin looks for actions below the sources only.
file(RELATIVE_PATH ACTIONS "${CMAKE_CURRENT_SOURCE_DIR}" "${TRANSLATED}/action")
add_message_files(BASE_DIR "${TRANSLATED}/msg" FILES SpatialAnswer.msg Timings.msg ViewUsed.msg)
add_service_files(DIRECTORY "${TRANSLATED}/srv" FILES Ask.srv NOINSTALL)
add_action_files(DIRECTORY "${ACTIONS}" FILES Reason.action NOINSTALL)
generate_messages(DEPENDENCIES actionlib_msgs sensor_msgs std_msgs)

catkin_package(CATKIN_DEPENDS actionlib_msgs message_runtime sensor_msgs std_msgs)
install(DIRECTORY "${TRANSLATED}/srv" "${TRANSLATED}/action" DESTINATION "${CATKIN_PACKAGE_SHARE_DESTINATION}")
