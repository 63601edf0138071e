// The ids of this process's participants, from which their ports follow.
#ifndef THINKER3D_TOPICS_ROS2_PARTICIPANT_ID_HPP
#define THINKER3D_TOPICS_ROS2_PARTICIPANT_ID_HPP

#include <array>
#include <cstdint>
#include <mutex>

namespace ros2 {

// How many ids are tried on a peer that is found without multicast; a participant with a higher one stays unseen.
constexpr uint32_t kPeerRange = 32;

// Fast DDS never gives an id twice in one process, so the 33rd participant would be unseen: ids are given here.
// They go round, so that an identity comes back as late as can be.
class ParticipantId {
public:
    ParticipantId() {
        std::lock_guard<std::mutex> lock(book().mutex);
        for (uint32_t tried = 0; tried < kPeerRange && value_ < 0; tried++) {
            const uint32_t candidate = book().next++ % kPeerRange;
            if (!book().used[candidate]) {
                book().used[candidate] = true;
                value_ = static_cast<int32_t>(candidate);
            }
        }
    }

    ~ParticipantId() {
        std::lock_guard<std::mutex> lock(book().mutex);
        if (value_ >= 0) {
            book().used[value_] = false;
        }
    }

    ParticipantId(const ParticipantId &) = delete;
    ParticipantId &operator=(const ParticipantId &) = delete;

    // Negative if all are taken: Fast DDS then chooses.
    int32_t value() const { return value_; }

private:
    struct Book {
        std::mutex mutex;
        uint32_t next = 0;
        std::array<bool, kPeerRange> used{};
    };

    static Book &book() {
        static Book only;
        return only;
    }

    int32_t value_ = -1;
};

} // namespace ros2

#endif
