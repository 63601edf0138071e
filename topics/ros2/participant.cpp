#include "patient_transport.hpp"
#include "raw_type.hpp"

#include <sstream>

#include <fastdds/dds/domain/DomainParticipantFactory.hpp>
#include <fastdds/dds/topic/TypeSupport.hpp>
#include <fastdds/rtps/participant/ParticipantDiscoveryInfo.h>
#include <fastdds/rtps/reader/ReaderDiscoveryInfo.h>
#include <fastdds/rtps/transport/UDPv4TransportDescriptor.h>
#include <fastdds/rtps/writer/WriterDiscoveryInfo.h>
#include <fastrtps/utils/IPLocator.h>

using eprosima::fastdds::rtps::UDPv4TransportDescriptor;
using eprosima::fastrtps::rtps::IPLocator;

namespace {

// How many remote endpoints are remembered.
constexpr size_t kRemoteLimit = 16384;

ros2::rtps::Locator_t locator_of(const std::string &address, uint32_t port) {
    ros2::rtps::Locator_t locator;
    locator.kind = LOCATOR_KIND_UDPv4;
    if (!IPLocator::setIPv4(locator, address)) {
        throw std::runtime_error("peer " + address + " is not an IPv4 address");
    }
    locator.port = port;
    return locator;
}

void apply_transport(
    const ros2_participant_options &options, std::shared_ptr<const ros2::Gate> gate, ros2::dds::DomainParticipantQos &qos) {
    auto transport = std::make_shared<UDPv4TransportDescriptor>();
    transport->maxInitialPeersRange = ros2::kPeerRange;
    transport->sendBufferSize = options.socket_buffer;
    transport->receiveBufferSize = options.socket_buffer;
    if (options.loopback_only) {
        transport->interfaceWhiteList.emplace_back("127.0.0.1");
    }
    qos.transport().use_builtin_transports = false;
    qos.transport().user_transports = {std::make_shared<ros2::PatientTransportDescriptor>(transport, std::move(gate))};
}

void apply_discovery(const ros2_participant_options &options, ros2::dds::DomainParticipantQos &qos) {
    auto &builtin = qos.wire_protocol().builtin;
    builtin.initialPeersList.clear();
    if (options.isolated) {
        builtin.discovery_config.ignoreParticipantFlags = static_cast<ros2::rtps::ParticipantFilteringFlags_t>(
            ros2::rtps::FILTER_DIFFERENT_HOST | ros2::rtps::FILTER_DIFFERENT_PROCESS);
    }
    std::istringstream peers(options.peers);
    for (std::string address; peers >> address;) {
        builtin.initialPeersList.push_back(locator_of(address, 0));
    }
    if (options.multicast) {
        const auto port = qos.wire_protocol().port.getMulticastPort(options.domain);
        builtin.initialPeersList.push_back(locator_of("239.255.0.1", port));
    } else {
        // A unicast address of its own keeps the participant from joining the multicast group.
        builtin.metatrafficUnicastLocatorList.push_back(
            locator_of(options.loopback_only ? "127.0.0.1" : "0.0.0.0", 0));
    }
}

ros2::dds::DomainParticipantQos participant_qos(
    const ros2_participant_options &options, int32_t id, std::shared_ptr<const ros2::Gate> gate) {
    auto *factory = ros2::dds::DomainParticipantFactory::get_instance();
    factory->load_profiles();
    auto qos = factory->get_default_participant_qos();
    qos.name(options.enclave);
    const std::string enclave = std::string("enclave=") + options.enclave + ";";
    qos.user_data().setValue(std::vector<ros2::rtps::octet>(enclave.begin(), enclave.end()));
    if (!options.vendor_profile) {
        qos.wire_protocol().participant_id = id;
        apply_transport(options, std::move(gate), qos);
        apply_discovery(options, qos);
    }
    return qos;
}

template <typename Proxy>
ros2_remote remote_of(const Proxy &proxy, bool is_writer) {
    ros2_remote remote{};
    ros2::copy_guid(proxy.guid(), remote.guid);
    remote.is_writer = is_writer;
    remote.reliable = proxy.m_qos.m_reliability.kind == ros2::dds::RELIABLE_RELIABILITY_QOS;
    remote.transient_local = proxy.m_qos.m_durability.kind >= ros2::dds::TRANSIENT_LOCAL_DURABILITY_QOS;
    std::strncpy(remote.topic, proxy.topicName().c_str(), ROS2_NAME_SIZE - 1);
    std::strncpy(remote.type, proxy.typeName().c_str(), ROS2_NAME_SIZE - 1);
    return remote;
}

void note(ros2_participant &participant, const ros2::rtps::GUID_t &guid, const ros2_remote *remote) {
    {
        std::lock_guard<std::mutex> lock(participant.mutex);
        if (remote == nullptr) {
            participant.remotes.erase(guid);
        } else if (participant.remotes.size() < kRemoteLimit) {
            participant.remotes[guid] = *remote;
        }
    }
    participant.changed();
}

} // namespace

void ros2::copy_guid(const rtps::GUID_t &guid, uint8_t *out) {
    std::memcpy(out, guid.guidPrefix.value, 12);
    std::memcpy(out + 12, guid.entityId.value, 4);
}

void ros2::copy_identity(const rtps::SampleIdentity &identity, ros2_identity *out) {
    const bool known = identity.writer_guid() != rtps::GUID_t::unknown();
    *out = ros2_identity{};
    if (known) {
        copy_guid(identity.writer_guid(), out->guid);
        out->sequence = identity.sequence_number().to64long();
    }
}

ros2::dds::Topic *ros2_participant::acquire_topic(const char *name, const char *type) {
    std::lock_guard<std::mutex> lock(topics_mutex);
    auto found = topics.find(name);
    if (found != topics.end()) {
        if (found->second.first->get_type_name() != type) {
            throw std::runtime_error("already open with type " + found->second.first->get_type_name());
        }
        found->second.second++;
        return found->second.first;
    }
    ros2::dds::TypeSupport support(new ros2::RawType(type));
    if (support.register_type(participant) != ros2::ReturnCode::RETCODE_OK) {
        throw std::runtime_error("the type cannot be registered");
    }
    auto *topic = participant->create_topic(name, type, ros2::dds::TOPIC_QOS_DEFAULT);
    if (topic == nullptr) {
        throw std::runtime_error("the DDS topic cannot be created");
    }
    topics[name] = {topic, 1};
    return topic;
}

void ros2_participant::release_topic(ros2::dds::Topic *topic) {
    std::lock_guard<std::mutex> lock(topics_mutex);
    auto found = topics.find(topic->get_name());
    if (found != topics.end() && --found->second.second == 0) {
        topics.erase(found);
        participant->delete_topic(topic);
    }
}

void ros2_participant::changed() {
    std::lock_guard<std::mutex> lock(mutex);
    changes++;
    condition.notify_all();
}

void ros2_participant::close() {
    if (participant == nullptr) {
        return;
    }
    participant->set_listener(nullptr);
    participant->delete_contained_entities();
    ros2::dds::DomainParticipantFactory::get_instance()->delete_participant(participant);
    participant = nullptr;
}

void ros2_participant::on_participant_discovery(
    ros2::dds::DomainParticipant *, ros2::rtps::ParticipantDiscoveryInfo &&info) {
    using Info = ros2::rtps::ParticipantDiscoveryInfo;
    if (info.status != Info::REMOVED_PARTICIPANT && info.status != Info::DROPPED_PARTICIPANT) {
        return;
    }
    {
        std::lock_guard<std::mutex> lock(mutex);
        for (auto remote = remotes.begin(); remote != remotes.end();) {
            const bool gone = remote->first.guidPrefix == info.info.m_guid.guidPrefix;
            remote = gone ? remotes.erase(remote) : std::next(remote);
        }
    }
    changed();
}

void ros2_participant::on_subscriber_discovery(
    ros2::dds::DomainParticipant *, ros2::rtps::ReaderDiscoveryInfo &&info) {
    const auto remote = remote_of(info.info, false);
    note(*this, info.info.guid(), info.status == ros2::rtps::ReaderDiscoveryInfo::REMOVED_READER ? nullptr : &remote);
}

void ros2_participant::on_publisher_discovery(
    ros2::dds::DomainParticipant *, ros2::rtps::WriterDiscoveryInfo &&info) {
    const auto remote = remote_of(info.info, true);
    note(*this, info.info.guid(), info.status == ros2::rtps::WriterDiscoveryInfo::REMOVED_WRITER ? nullptr : &remote);
}

ros2_participant *ros2_participant_open(const ros2_participant_options *options, char *error) {
    return ros2::guarded(error, static_cast<ros2_participant *>(nullptr), [&]() {
        std::unique_ptr<ros2_participant> opened(new ros2_participant);
        const auto gate = std::make_shared<ros2::Gate>();
        opened->participant = ros2::dds::DomainParticipantFactory::get_instance()->create_participant(
            options->domain, participant_qos(*options, opened->id.value(), gate), opened.get(),
            ros2::dds::StatusMask::none());
        gate->open();
        if (opened->participant == nullptr) {
            throw std::runtime_error("Fast DDS made no participant; are its ports free and its transports usable?");
        }
        opened->publisher = opened->participant->create_publisher(ros2::dds::PUBLISHER_QOS_DEFAULT);
        opened->subscriber = opened->participant->create_subscriber(ros2::dds::SUBSCRIBER_QOS_DEFAULT);
        if (opened->publisher == nullptr || opened->subscriber == nullptr) {
            opened->close();
            throw std::runtime_error("Fast DDS made no publisher or no subscriber");
        }
        return opened.release();
    });
}

void ros2_participant_guid(const ros2_participant *participant, uint8_t *guid) {
    ros2::copy_guid(participant->participant->guid(), guid);
}

uint64_t ros2_participant_wait(ros2_participant *participant, uint64_t seen) {
    std::unique_lock<std::mutex> lock(participant->mutex);
    participant->condition.wait(lock, [&]() { return participant->changes != seen; });
    return participant->changes;
}

uint64_t ros2_participant_changes(ros2_participant *participant) {
    std::lock_guard<std::mutex> lock(participant->mutex);
    return participant->changes;
}

void ros2_participant_wake(ros2_participant *participant) { participant->changed(); }

size_t ros2_participant_remotes(ros2_participant *participant, const char *topic, ros2_remote *out, size_t capacity) {
    std::lock_guard<std::mutex> lock(participant->mutex);
    size_t count = 0;
    for (const auto &remote : participant->remotes) {
        if (topic != nullptr && std::strcmp(remote.second.topic, topic) != 0) {
            continue;
        }
        if (count < capacity) {
            out[count] = remote.second;
        }
        count++;
    }
    return count;
}

void ros2_participant_close(ros2_participant *participant) {
    char error[ROS2_ERROR_SIZE];
    ros2::guarded(error, 0, [&]() {
        participant->close();
        return 0;
    });
    delete participant;
}
