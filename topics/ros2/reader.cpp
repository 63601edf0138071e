#include "native.hpp"

#include <atomic>

#include <fastdds/dds/subscriber/DataReader.hpp>
#include <fastdds/dds/subscriber/DataReaderListener.hpp>
#include <fastdds/dds/subscriber/SampleInfo.hpp>
#include <fastdds/dds/subscriber/qos/DataReaderQos.hpp>

struct ros2_reader : ros2::dds::DataReaderListener {
    ros2_participant *owner = nullptr;
    ros2::dds::Topic *topic = nullptr;
    ros2::dds::DataReader *reader = nullptr;
    size_t limit = 0;
    std::vector<uint8_t> spill;

    std::mutex mutex;
    std::condition_variable condition;
    uint64_t arrivals = 0;
    bool stopped = false;
    ros2_match match{};

    void on_data_available(ros2::dds::DataReader *) override {
        std::lock_guard<std::mutex> lock(mutex);
        arrivals++;
        condition.notify_all();
    }

    void on_subscription_matched(
        ros2::dds::DataReader *, const ros2::dds::SubscriptionMatchedStatus &status) override {
        {
            std::lock_guard<std::mutex> lock(mutex);
            match.matched = status.current_count;
        }
        owner->changed();
    }

    void on_requested_incompatible_qos(
        ros2::dds::DataReader *, const ros2::dds::RequestedIncompatibleQosStatus &status) override {
        {
            std::lock_guard<std::mutex> lock(mutex);
            match.incompatible = status.total_count;
            match.last_policy = static_cast<int32_t>(status.last_policy_id);
        }
        owner->changed();
    }

    void close() {
        if (reader != nullptr) {
            owner->subscriber->delete_datareader(reader);
        }
        if (topic != nullptr) {
            owner->release_topic(topic);
        }
        reader = nullptr;
        topic = nullptr;
    }

    // Returns false if there is no sample now.
    bool take(ros2::Incoming &incoming, ros2_sample &sample);
};

bool ros2_reader::take(ros2::Incoming &incoming, ros2_sample &sample) {
    ros2::dds::SampleInfo info;
    const auto code = reader->take_next_sample(&incoming, &info);
    if (code == ros2::ReturnCode::RETCODE_NO_DATA) {
        return false;
    }
    if (code != ros2::ReturnCode::RETCODE_OK) {
        throw std::runtime_error("take failed with DDS return code " + std::to_string(code()));
    }
    sample.delivery = incoming.delivery;
    sample.size = incoming.size;
    sample.source_nanos = info.source_timestamp.to_ns();
    sample.receive_nanos = info.reception_timestamp.to_ns();
    ros2::copy_identity(info.sample_identity, &sample.identity);
    ros2::copy_identity(info.related_sample_identity, &sample.related);
    return true;
}

ros2_reader *ros2_reader_open(ros2_participant *participant, const ros2_endpoint_options *options, char *error) {
    return ros2::guarded(error, static_cast<ros2_reader *>(nullptr), [&]() {
        std::unique_ptr<ros2_reader> opened(new ros2_reader);
        opened->owner = participant;
        opened->limit = options->size_limit;
        opened->topic = participant->acquire_topic(options->topic, options->type);
        ros2::dds::DataReaderQos qos;
        ros2::apply_endpoint_options(*options, qos);
        opened->reader = participant->subscriber->create_datareader(
            opened->topic, qos, opened.get(), ros2::dds::StatusMask::all());
        if (opened->reader == nullptr) {
            opened->close();
            throw std::runtime_error("Fast DDS made no reader");
        }
        return opened.release();
    });
}

void ros2_reader_guid(const ros2_reader *reader, uint8_t *guid) { ros2::copy_guid(reader->reader->guid(), guid); }

int ros2_reader_take(ros2_reader *reader, uint8_t *buffer, size_t capacity, ros2_sample *sample, char *error) {
    return ros2::guarded(error, -1, [&]() {
        for (;;) {
            uint64_t seen;
            {
                std::lock_guard<std::mutex> lock(reader->mutex);
                if (reader->stopped) {
                    return 0;
                }
                seen = reader->arrivals;
            }
            ros2::Incoming incoming{buffer, capacity, reader->limit, &reader->spill};
            if (reader->take(incoming, *sample)) {
                return 1;
            }
            std::unique_lock<std::mutex> lock(reader->mutex);
            reader->condition.wait(lock, [&]() { return reader->stopped || reader->arrivals != seen; });
        }
    });
}

void ros2_reader_spilled(ros2_reader *reader, uint8_t *buffer) {
    std::memcpy(buffer, reader->spill.data(), reader->spill.size());
    std::vector<uint8_t>().swap(reader->spill);
}

void ros2_reader_stop(ros2_reader *reader) {
    std::lock_guard<std::mutex> lock(reader->mutex);
    reader->stopped = true;
    reader->condition.notify_all();
}

void ros2_reader_match(ros2_reader *reader, ros2_match *match) {
    std::lock_guard<std::mutex> lock(reader->mutex);
    *match = reader->match;
}

void ros2_reader_close(ros2_reader *reader) {
    char error[ROS2_ERROR_SIZE];
    ros2::guarded(error, 0, [&]() {
        reader->close();
        return 0;
    });
    delete reader;
}
