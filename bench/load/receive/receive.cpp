// Receives raw pictures over Fast DDS and does nothing else: receive DOMAIN TOPIC…
// One copy is made of each, as into the message of a typed subscription. At SIGINT it prints how many came of each topic.
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include <fastdds/dds/domain/DomainParticipant.hpp>
#include <fastdds/dds/domain/DomainParticipantFactory.hpp>
#include <fastdds/dds/subscriber/DataReader.hpp>
#include <fastdds/dds/subscriber/DataReaderListener.hpp>
#include <fastdds/dds/subscriber/SampleInfo.hpp>
#include <fastdds/dds/subscriber/Subscriber.hpp>
#include <fastdds/dds/topic/TopicDataType.hpp>
#include <fastdds/dds/topic/TypeSupport.hpp>
#include <fastdds/rtps/transport/UDPv4TransportDescriptor.h>
#include <fastrtps/utils/IPLocator.h>

using namespace eprosima::fastdds::dds;
using eprosima::fastdds::rtps::UDPv4TransportDescriptor;
using eprosima::fastrtps::rtps::IPLocator;
using eprosima::fastrtps::rtps::InstanceHandle_t;
using eprosima::fastrtps::rtps::Locator_t;
using eprosima::fastrtps::rtps::SerializedPayload_t;

namespace {

constexpr uint32_t kSocketBuffer = 4 << 20;

class Picture : public TopicDataType {
public:
    Picture() {
        setName("sensor_msgs::msg::dds_::Image_");
        m_typeSize = 256;
        auto_fill_type_object(false);
        auto_fill_type_information(false);
    }
    bool serialize(void *, SerializedPayload_t *) override { return false; }
    bool deserialize(SerializedPayload_t *payload, void *data) override {
        static_cast<std::vector<uint8_t> *>(data)->assign(payload->data, payload->data + payload->length);
        return true;
    }
    std::function<uint32_t()> getSerializedSizeProvider(void *) override {
        return []() { return 0u; };
    }
    void *createData() override { return nullptr; }
    void deleteData(void *) override {}
    bool getKey(void *, InstanceHandle_t *, bool) override { return false; }
};

struct Camera : DataReaderListener {
    std::vector<uint8_t> picture;
    std::atomic<uint64_t> received{0};

    void on_data_available(DataReader *reader) override {
        SampleInfo info;
        while (reader->take_next_sample(&picture, &info) == ReturnCode_t::RETCODE_OK) {
            received += info.valid_data;
        }
    }
};

// The same reach and buffers as ours: loopback, no multicast, 4 MiB a socket.
DomainParticipantQos quality() {
    DomainParticipantQos qos;
    auto transport = std::make_shared<UDPv4TransportDescriptor>();
    transport->sendBufferSize = transport->receiveBufferSize = kSocketBuffer;
    transport->maxInitialPeersRange = 32;
    transport->interfaceWhiteList.emplace_back("127.0.0.1");
    qos.transport().use_builtin_transports = false;
    qos.transport().user_transports = {transport};
    Locator_t here;
    here.kind = LOCATOR_KIND_UDPv4;
    IPLocator::setIPv4(here, "127.0.0.1");
    here.port = 0;
    qos.wire_protocol().builtin.initialPeersList.push_back(here);
    qos.wire_protocol().builtin.metatrafficUnicastLocatorList.push_back(here);
    return qos;
}

} // namespace

int main(int count, char **arguments) {
    sigset_t ending;
    sigemptyset(&ending);
    sigaddset(&ending, SIGINT);
    pthread_sigmask(SIG_BLOCK, &ending, nullptr);
    auto *factory = DomainParticipantFactory::get_instance();
    auto *participant = count < 3 ? nullptr : factory->create_participant(std::atoi(arguments[1]), quality());
    if (participant == nullptr) {
        std::fprintf(stderr, "usage: receive DOMAIN TOPIC…, or no participant could be made\n");
        return 1;
    }
    TypeSupport type(new Picture);
    type.register_type(participant);
    auto *subscriber = participant->create_subscriber(SUBSCRIBER_QOS_DEFAULT);
    DataReaderQos qos;
    qos.reliability().kind = BEST_EFFORT_RELIABILITY_QOS;
    qos.history().depth = 5;
    qos.resource_limits().max_samples = qos.resource_limits().max_samples_per_instance = 5;
    qos.resource_limits().max_instances = 1;
    qos.resource_limits().allocated_samples = 1;
    qos.resource_limits().extra_samples = 16;
    qos.endpoint().history_memory_policy = eprosima::fastrtps::rtps::PREALLOCATED_WITH_REALLOC_MEMORY_MODE;
    qos.data_sharing().off();
    std::vector<std::unique_ptr<Camera>> cameras;
    for (int i = 2; i < count; i++) {
        cameras.push_back(std::make_unique<Camera>());
        auto *topic = participant->create_topic(std::string("rt") + arguments[i], type.get_type_name(), TOPIC_QOS_DEFAULT);
        subscriber->create_datareader(topic, qos, cameras.back().get());
    }
    int signal = 0;
    sigwait(&ending, &signal);
    std::printf("[");
    for (size_t i = 0; i < cameras.size(); i++) {
        std::printf("%s%llu", i > 0 ? ", " : "", static_cast<unsigned long long>(cameras[i]->received.load()));
    }
    std::printf("]\n");
    std::fflush(stdout);
    std::_Exit(0);
}
