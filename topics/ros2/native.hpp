// What the C++ files of this package share: the participant, its topics and the raw-CDR type.
#ifndef THINKER3D_TOPICS_ROS2_NATIVE_HPP
#define THINKER3D_TOPICS_ROS2_NATIVE_HPP

#include "native.h"
#include "participant_id.hpp"

#include <condition_variable>
#include <cstdint>
#include <cstring>
#include <exception>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

#include <fastdds/dds/core/policy/QosPolicies.hpp>
#include <fastdds/dds/domain/DomainParticipant.hpp>
#include <fastdds/dds/domain/DomainParticipantListener.hpp>
#include <fastdds/dds/publisher/Publisher.hpp>
#include <fastdds/dds/subscriber/Subscriber.hpp>
#include <fastdds/dds/topic/Topic.hpp>
#include <fastdds/rtps/common/Guid.h>
#include <fastdds/rtps/common/SampleIdentity.h>
#include <fastrtps/types/TypesBase.h>

namespace ros2 {

namespace dds = eprosima::fastdds::dds;
namespace rtps = eprosima::fastrtps::rtps;
using ReturnCode = eprosima::fastrtps::types::ReturnCode_t;

// A payload on its way out.
struct Outgoing {
    const uint8_t *data;
    uint32_t size;
};

// A place for a payload on its way in: the caller's buffer, or the spill if it is too small.
struct Incoming {
    uint8_t *buffer;
    size_t capacity;
    size_t limit;
    std::vector<uint8_t> *spill;
    ros2_delivery delivery = ROS2_NO_DATA;
    uint32_t size = 0;
};

void copy_guid(const rtps::GUID_t &guid, uint8_t *out);
void copy_identity(const rtps::SampleIdentity &identity, ros2_identity *out);

// Calls action and turns an exception into the text of error.
template <typename Action>
auto guarded(char *error, decltype(std::declval<Action>()()) failed, Action action) -> decltype(action()) {
    try {
        return action();
    } catch (const std::exception &caught) {
        std::strncpy(error, caught.what(), ROS2_ERROR_SIZE - 1);
    } catch (...) {
        std::strncpy(error, "unknown exception", ROS2_ERROR_SIZE - 1);
    }
    error[ROS2_ERROR_SIZE - 1] = 0;
    return failed;
}

template <typename Qos>
void apply_endpoint_options(const ros2_endpoint_options &options, Qos &qos) {
    qos.reliability().kind = options.reliable ? dds::RELIABLE_RELIABILITY_QOS : dds::BEST_EFFORT_RELIABILITY_QOS;
    qos.durability().kind =
        options.transient_local ? dds::TRANSIENT_LOCAL_DURABILITY_QOS : dds::VOLATILE_DURABILITY_QOS;
    if (options.lifespan_nanos > 0) {
        qos.lifespan().duration = eprosima::fastrtps::Duration_t(
            static_cast<int32_t>(options.lifespan_nanos / 1000000000),
            static_cast<uint32_t>(options.lifespan_nanos % 1000000000));
    }
    qos.history().kind = dds::KEEP_LAST_HISTORY_QOS;
    qos.history().depth = options.depth;
    qos.resource_limits().max_samples = options.depth;
    qos.resource_limits().max_instances = 1;
    qos.resource_limits().max_samples_per_instance = options.depth;
    qos.resource_limits().allocated_samples = 1;
    // Beyond the history: payloads being put together from fragments, one for each remote writer.
    qos.resource_limits().extra_samples = 16;
    qos.endpoint().history_memory_policy = rtps::PREALLOCATED_WITH_REALLOC_MEMORY_MODE;
    qos.data_sharing().off();
    const std::string user_data = options.user_data;
    qos.user_data().setValue(std::vector<rtps::octet>(user_data.begin(), user_data.end()));
}

} // namespace ros2

struct ros2_participant : ros2::dds::DomainParticipantListener {
    const ros2::ParticipantId id;
    ros2::dds::DomainParticipant *participant = nullptr;
    ros2::dds::Publisher *publisher = nullptr;
    ros2::dds::Subscriber *subscriber = nullptr;

    ros2::dds::Topic *acquire_topic(const char *name, const char *type);
    void release_topic(ros2::dds::Topic *topic);
    void changed();
    void close();

    void on_participant_discovery(ros2::dds::DomainParticipant *, ros2::rtps::ParticipantDiscoveryInfo &&info) override;
    void on_subscriber_discovery(ros2::dds::DomainParticipant *, ros2::rtps::ReaderDiscoveryInfo &&info) override;
    void on_publisher_discovery(ros2::dds::DomainParticipant *, ros2::rtps::WriterDiscoveryInfo &&info) override;

    std::mutex mutex;
    std::condition_variable condition;
    uint64_t changes = 0;
    std::map<ros2::rtps::GUID_t, ros2_remote> remotes;

private:
    std::mutex topics_mutex;
    std::map<std::string, std::pair<ros2::dds::Topic *, int>> topics;
};

#endif
