// The C face of Fast DDS as this package needs it: topics of raw CDR payloads.
// Each object has one owner, the Go value of the same name. No C++ exception leaves these functions,
// and no pointer that is passed in is kept after the call.
#ifndef THINKER3D_TOPICS_ROS2_NATIVE_H
#define THINKER3D_TOPICS_ROS2_NATIVE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { ROS2_ERROR_SIZE = 512, ROS2_NAME_SIZE = 256, ROS2_GUID_SIZE = 16 };

typedef struct ros2_participant ros2_participant;
typedef struct ros2_reader ros2_reader;
typedef struct ros2_writer ros2_writer;

typedef struct {
    uint32_t domain;
    int32_t vendor_profile; // transports and discovery are the user's XML profile, and the rest below is not used
    int32_t isolated;       // meet no other process
    int32_t loopback_only;  // no interface but 127.0.0.1
    int32_t multicast;      // announce to the multicast group too
    const char *enclave;    // of the ROS 2 security folders, told in the participant's USER_DATA
    const char *peers;      // IPv4 addresses to announce to, separated by spaces
    uint32_t socket_buffer; // bytes asked of the kernel for each socket; it may give less
} ros2_participant_options;

typedef struct {
    const char *topic;     // as on the wire, mangled
    const char *type;      // as on the wire, mangled
    const char *user_data; // the endpoint's USER_DATA, may be empty
    int32_t reliable, transient_local, depth;
    int64_t lifespan_nanos; // 0 is for ever
    uint32_t size_limit; // of a payload, in bytes; for readers
} ros2_endpoint_options;

// Which sample of which writer; all zero where there is none.
typedef struct {
    uint8_t guid[ROS2_GUID_SIZE];
    int64_t sequence;
} ros2_identity;

typedef enum { ROS2_COPIED, ROS2_SPILLED, ROS2_OVERSIZED, ROS2_NO_DATA } ros2_delivery;

typedef struct {
    ros2_delivery delivery;
    uint32_t size;
    int64_t source_nanos, receive_nanos;
    ros2_identity identity, related; // related is what the sample answers, or who shall be answered
} ros2_sample;

typedef struct {
    int32_t matched;
    uint32_t incompatible; // how often an endpoint of the other side was refused
    int32_t last_policy;   // DDS id of the policy over which it was last refused
} ros2_match;

typedef struct {
    uint8_t guid[ROS2_GUID_SIZE];
    int32_t is_writer, reliable, transient_local;
    char topic[ROS2_NAME_SIZE], type[ROS2_NAME_SIZE];
} ros2_remote;

// Opens return NULL and fill error (ROS2_ERROR_SIZE bytes) if they fail.
ros2_participant *ros2_participant_open(const ros2_participant_options *options, char *error);
void ros2_participant_guid(const ros2_participant *participant, uint8_t *guid);
// Waits until the change counter differs from seen; returns it. ros2_participant_wake changes it.
uint64_t ros2_participant_wait(ros2_participant *participant, uint64_t seen);
uint64_t ros2_participant_changes(ros2_participant *participant);
void ros2_participant_wake(ros2_participant *participant);
// Copies up to capacity remote endpoints of a topic (NULL: of all); returns how many there are.
size_t ros2_participant_remotes(ros2_participant *participant, const char *topic, ros2_remote *out, size_t capacity);
// Must come after all its readers and writers are closed.
void ros2_participant_close(ros2_participant *participant);

ros2_reader *ros2_reader_open(ros2_participant *participant, const ros2_endpoint_options *options, char *error);
void ros2_reader_guid(const ros2_reader *reader, uint8_t *guid);
// Waits for a sample: 1 = taken, 0 = stopped, -1 = failed. A payload over capacity is kept for ros2_reader_spilled.
int ros2_reader_take(ros2_reader *reader, uint8_t *buffer, size_t capacity, ros2_sample *sample, char *error);
// Copies the kept payload into buffer, which has its size, and frees it.
void ros2_reader_spilled(ros2_reader *reader, uint8_t *buffer);
void ros2_reader_stop(ros2_reader *reader);
void ros2_reader_match(ros2_reader *reader, ros2_match *match);
void ros2_reader_close(ros2_reader *reader);

ros2_writer *ros2_writer_open(ros2_participant *participant, const ros2_endpoint_options *options, char *error);
void ros2_writer_guid(const ros2_writer *writer, uint8_t *guid);
// Writes a payload that is related to another sample, or to none (NULL); its own identity goes to written unless NULL.
int ros2_writer_write(ros2_writer *writer, const uint8_t *data, size_t size, const ros2_identity *related,
                      ros2_identity *written, char *error);
// Waits until count readers match whose guids begin with prefix; returns how many do.
size_t ros2_writer_await(ros2_writer *writer, const uint8_t *prefix, size_t length, size_t count, int64_t nanos);
void ros2_writer_match(ros2_writer *writer, ros2_match *match);
void ros2_writer_close(ros2_writer *writer);

#ifdef __cplusplus
}
#endif

#endif
