// UDP whose incoming datagrams wait until the participant can take them.
#ifndef THINKER3D_TOPICS_ROS2_PATIENT_TRANSPORT_HPP
#define THINKER3D_TOPICS_ROS2_PATIENT_TRANSPORT_HPP

#include <atomic>
#include <chrono>
#include <future>
#include <memory>

#include <fastdds/rtps/network/SenderResource.h>
#include <fastdds/rtps/transport/ChainingTransport.h>
#include <fastdds/rtps/transport/ChainingTransportDescriptor.h>
#include <fastdds/rtps/transport/UDPv4TransportDescriptor.h>

namespace ros2 {

// A participant of Fast DDS announces itself before it listens, and throws away what comes meanwhile. A peer that answers
// a new participant once, such as RustDDS, is then not known until it announces itself anew. So what comes before
// the participant is made stays in the sockets. The gate opens by itself if its maker forgets, so that no thread hangs.
class Gate {
public:
    void open() {
        if (!opened_.exchange(true)) {
            promise_.set_value();
        }
    }

    void pass() const {
        if (!opened_.load(std::memory_order_acquire)) {
            future_.wait_for(std::chrono::seconds(2));
        }
    }

private:
    std::atomic<bool> opened_{false};
    std::promise<void> promise_;
    std::shared_future<void> future_{promise_.get_future()};
};

class PatientTransport : public eprosima::fastdds::rtps::ChainingTransport {
public:
    PatientTransport(
        const eprosima::fastdds::rtps::ChainingTransportDescriptor &descriptor, std::shared_ptr<const Gate> gate)
        : ChainingTransport(descriptor), gate_(std::move(gate)) {}

    eprosima::fastdds::rtps::TransportDescriptorInterface *get_configuration() override {
        return low_level_transport_->get_configuration();
    }

    bool send(eprosima::fastrtps::rtps::SenderResource *lower, const eprosima::fastrtps::rtps::octet *data, uint32_t size,
              eprosima::fastrtps::rtps::LocatorsIterator *begin, eprosima::fastrtps::rtps::LocatorsIterator *end,
              const std::chrono::steady_clock::time_point &deadline) override {
        return lower->send(data, size, begin, end, deadline);
    }

    void receive(eprosima::fastdds::rtps::TransportReceiverInterface *next, const eprosima::fastrtps::rtps::octet *data,
                 uint32_t size, const eprosima::fastrtps::rtps::Locator_t &local,
                 const eprosima::fastrtps::rtps::Locator_t &remote) override {
        gate_->pass();
        next->OnDataReceived(data, size, local, remote);
    }

private:
    std::shared_ptr<const Gate> gate_;
};

class PatientTransportDescriptor : public eprosima::fastdds::rtps::ChainingTransportDescriptor {
public:
    PatientTransportDescriptor(
        std::shared_ptr<eprosima::fastdds::rtps::UDPv4TransportDescriptor> lower, std::shared_ptr<const Gate> gate)
        : ChainingTransportDescriptor(std::move(lower)), gate_(std::move(gate)) {}

    eprosima::fastdds::rtps::TransportInterface *create_transport() const override {
        return new PatientTransport(*this, gate_);
    }

private:
    std::shared_ptr<const Gate> gate_;
};

} // namespace ros2

#endif
