#include "native.hpp"

#include <chrono>
#include <set>

#include <fastdds/dds/publisher/DataWriter.hpp>
#include <fastdds/dds/publisher/DataWriterListener.hpp>
#include <fastdds/dds/publisher/qos/DataWriterQos.hpp>

struct ros2_writer : ros2::dds::DataWriterListener {
    ros2_participant *owner = nullptr;
    ros2::dds::Topic *topic = nullptr;
    ros2::dds::DataWriter *writer = nullptr;
    bool reliable = false;

    std::mutex mutex;
    std::condition_variable condition;
    ros2_match match{};
    std::set<ros2::rtps::GUID_t> readers;

    void on_publication_matched(
        ros2::dds::DataWriter *, const ros2::dds::PublicationMatchedStatus &status) override {
        {
            std::lock_guard<std::mutex> lock(mutex);
            match.matched = status.current_count;
            const auto reader = ros2::rtps::iHandle2GUID(status.last_subscription_handle);
            if (status.current_count_change > 0) {
                readers.insert(reader);
            } else {
                readers.erase(reader);
            }
            condition.notify_all();
        }
        owner->changed();
    }

    void on_offered_incompatible_qos(
        ros2::dds::DataWriter *, const ros2::dds::OfferedIncompatibleQosStatus &status) override {
        {
            std::lock_guard<std::mutex> lock(mutex);
            match.incompatible = status.total_count;
            match.last_policy = static_cast<int32_t>(status.last_policy_id);
        }
        owner->changed();
    }

    // How many readers have a guid that begins so?
    size_t reaches(const uint8_t *prefix, size_t length) const {
        size_t count = 0;
        for (const auto &reader : readers) {
            uint8_t guid[ROS2_GUID_SIZE];
            ros2::copy_guid(reader, guid);
            count += std::memcmp(guid, prefix, length) == 0;
        }
        return count;
    }

    void close() {
        if (writer != nullptr) {
            owner->publisher->delete_datawriter(writer);
        }
        if (topic != nullptr) {
            owner->release_topic(topic);
        }
        writer = nullptr;
        topic = nullptr;
    }
};

namespace {

ros2::rtps::SampleIdentity identity_of(const ros2_identity &identity) {
    ros2::rtps::SampleIdentity result;
    std::memcpy(result.writer_guid().guidPrefix.value, identity.guid, 12);
    std::memcpy(result.writer_guid().entityId.value, identity.guid + 12, 4);
    result.sequence_number(ros2::rtps::SequenceNumber_t(
        static_cast<int32_t>(identity.sequence >> 32), static_cast<uint32_t>(identity.sequence)));
    return result;
}

} // namespace

ros2_writer *ros2_writer_open(ros2_participant *participant, const ros2_endpoint_options *options, char *error) {
    return ros2::guarded(error, static_cast<ros2_writer *>(nullptr), [&]() {
        std::unique_ptr<ros2_writer> opened(new ros2_writer);
        opened->owner = participant;
        opened->topic = participant->acquire_topic(options->topic, options->type);
        ros2::dds::DataWriterQos qos;
        ros2::apply_endpoint_options(*options, qos);
        // Sent by the caller: no hop to another thread, and no sample is overwritten before it was sent.
        qos.publish_mode().kind = ros2::dds::SYNCHRONOUS_PUBLISH_MODE;
        // A lost fragment is asked for again at the next heartbeat, so the default of 3 s is too rare for images.
        qos.reliable_writer_qos().times.heartbeatPeriod = {0, 100 * 1000 * 1000};
        opened->reliable = options->reliable != 0;
        if (opened->reliable) {
            qos.liveliness().kind = ros2::dds::MANUAL_BY_TOPIC_LIVELINESS_QOS; // see ros2_writer_write
        }
        opened->writer = participant->publisher->create_datawriter(
            opened->topic, qos, opened.get(), ros2::dds::StatusMask::all());
        if (opened->writer == nullptr) {
            opened->close();
            throw std::runtime_error("Fast DDS made no writer");
        }
        return opened.release();
    });
}

void ros2_writer_guid(const ros2_writer *writer, uint8_t *guid) { ros2::copy_guid(writer->writer->guid(), guid); }

int ros2_writer_write(ros2_writer *writer, const uint8_t *data, size_t size, const ros2_identity *related,
                      ros2_identity *written, char *error) {
    return ros2::guarded(error, -1, [&]() {
        // A volatile reader takes its first heartbeat for the end of what came before it. If that heartbeat came amid
        // the fragments of a sample, the reader would leave the sample out, so one goes ahead of each sample. Asserting
        // a manual liveliness is how Fast DDS sends one; to readers it is compatible with the automatic one.
        if (writer->reliable) {
            writer->writer->assert_liveliness();
        }
        ros2::Outgoing outgoing{data, static_cast<uint32_t>(size)};
        ros2::rtps::WriteParams parameters;
        if (related != nullptr) {
            parameters.related_sample_identity(identity_of(*related));
        }
        if (!writer->writer->write(&outgoing, parameters)) {
            throw std::runtime_error("Fast DDS refused the sample");
        }
        if (written != nullptr) {
            ros2::copy_identity(parameters.sample_identity(), written);
        }
        return 0;
    });
}

size_t ros2_writer_await(ros2_writer *writer, const uint8_t *prefix, size_t length, size_t count, int64_t nanos) {
    std::unique_lock<std::mutex> lock(writer->mutex);
    size_t found = 0;
    writer->condition.wait_for(lock, std::chrono::nanoseconds(nanos), [&]() {
        found = writer->reaches(prefix, length);
        return found >= count;
    });
    return found;
}

void ros2_writer_match(ros2_writer *writer, ros2_match *match) {
    std::lock_guard<std::mutex> lock(writer->mutex);
    *match = writer->match;
}

void ros2_writer_close(ros2_writer *writer) {
    char error[ROS2_ERROR_SIZE];
    ros2::guarded(error, 0, [&]() {
        writer->close();
        return 0;
    });
    delete writer;
}
