// The bus benchmark in C over Cyclone DDS, the same as main.go does over ours: `bus send|receive COUNT WINDOW BYTES RELIABLE`.
// The receiver acknowledges each image on another topic; the sender has at most WINDOW images unacknowledged.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "dds/dds.h"
#include "image.h"

static int64_t now_nanos(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static dds_entity_t checked(dds_entity_t entity, const char *what) {
    if (entity < 0) {
        fprintf(stderr, "%s: %s\n", what, dds_strretcode(-entity));
        exit(1);
    }
    return entity;
}

static dds_qos_t *quality(int reliable, int depth) {
    dds_qos_t *qos = dds_create_qos();
    dds_qset_reliability(qos, reliable ? DDS_RELIABILITY_RELIABLE : DDS_RELIABILITY_BEST_EFFORT, DDS_SECS(10));
    dds_qset_history(qos, DDS_HISTORY_KEEP_LAST, depth);
    return qos;
}

static void await_matched(dds_entity_t writer, dds_entity_t reader) {
    dds_publication_matched_status_t published = {0};
    dds_subscription_matched_status_t subscribed = {0};
    while (published.current_count == 0 || subscribed.current_count == 0) {
        dds_sleepfor(DDS_MSECS(10));
        dds_get_publication_matched_status(writer, &published);
        dds_get_subscription_matched_status(reader, &subscribed);
    }
}

// Takes one sample, waiting at most the given seconds; returns 0 if none came.
static int take(dds_entity_t waitset, dds_entity_t reader, void **sample, int seconds) {
    dds_sample_info_t info;
    for (;;) {
        int taken = dds_take(reader, sample, &info, 1, 1);
        if (taken > 0 && info.valid_data) {
            return 1;
        }
        if (taken <= 0 && dds_waitset_wait(waitset, NULL, 0, DDS_SECS(seconds)) <= 0) {
            return 0;
        }
    }
}

int main(int argc, char **argv) {
    if (argc != 6) {
        return 2;
    }
    const int sends = strcmp(argv[1], "send") == 0, count = atoi(argv[2]), window = atoi(argv[3]);
    const uint32_t bytes = (uint32_t)atoi(argv[4]);
    const int reliable = atoi(argv[5]);
    dds_entity_t participant = checked(dds_create_participant(DDS_DOMAIN_DEFAULT, NULL, NULL), "participant");
    dds_entity_t images = checked(dds_create_topic(participant, &sensor_msgs_msg_dds__Image__desc, "rt/bench/image", NULL, NULL), "topic");
    dds_entity_t acks = checked(dds_create_topic(participant, &std_msgs_msg_dds__String__desc, "rt/bench/ack", NULL, NULL), "topic");
    dds_entity_t writer = checked(dds_create_writer(participant, sends ? images : acks, quality(sends ? reliable : 1, 10), NULL), "writer");
    dds_entity_t reader = checked(dds_create_reader(participant, sends ? acks : images, quality(sends ? 1 : reliable, 10), NULL), "reader");
    dds_entity_t waitset = dds_create_waitset(participant);
    dds_set_status_mask(reader, DDS_DATA_AVAILABLE_STATUS);
    dds_waitset_attach(waitset, reader, 0);
    await_matched(writer, reader);
    void *sample = NULL;
    if (sends) {
        sensor_msgs_msg_dds__Image_ image = {0};
        image.frame_id = "camera", image.encoding = "rgb8", image.height = 480, image.width = 640, image.step = 1920;
        image.data._buffer = calloc(bytes, 1), image.data._length = image.data._maximum = bytes;
        for (int sent = 0, open = 0; sent < count || open > 0;) {
            if (sent < count && open < window) {
                const int64_t stamp = now_nanos();
                memcpy(image.data._buffer, &stamp, sizeof stamp);
                dds_write(writer, &image);
                sent++, open++;
            } else if (take(waitset, reader, &sample, 1)) {
                open--;
            } else {
                open = 0; // what was lost is given up after a second
            }
        }
        dds_sleepfor(DDS_MSECS(200));
    } else {
        int64_t first = 0, last = 0, latency = 0;
        int received = 0;
        std_msgs_msg_dds__String_ ack = {"a"};
        // The first tenth warms up and is not measured.
        for (int total = 0; total < count && take(waitset, reader, &sample, 5); total++) {
            const int64_t now = now_nanos();
            int64_t stamp;
            memcpy(&stamp, ((sensor_msgs_msg_dds__Image_ *)sample)->data._buffer, sizeof stamp);
            dds_write(writer, &ack);
            if (total < count / 10) {
                first = now;
                continue;
            }
            received++, last = now, latency += now - stamp;
        }
        printf("{\"received\": %d, \"images_per_second\": %.1f, \"mean_latency_ms\": %.3f}\n", received,
            received / ((last - first) / 1e9), latency / 1e6 / received);
    }
    dds_delete(participant);
    return 0;
}
