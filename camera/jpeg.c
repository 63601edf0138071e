#include <stdio.h>
#include "jpeg.h"
#include <jerror.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>

// failure is where libjpeg goes when it cannot go on.
typedef struct {
  struct jpeg_error_mgr manager;
  jmp_buf back;
} failure;

static void give_up(j_common_ptr info) { longjmp(((failure *)info->err)->back, 1); }

// Damage inside a file that has its end is filled in, as other readers do; a file that ends too early is refused.
static void warn(j_common_ptr info, int level) {
  if (level < 0) {
    info->err->num_warnings++;
    if (info->err->msg_code == JWRN_JPEG_EOF) give_up(info);
  }
}

static void say_nothing(j_common_ptr info) { (void)info; }

static void decode(j_decompress_ptr info, int part, unsigned char *pixels, int width, int height, jpeg_made *made) {
  jpeg_read_header(info, TRUE);
  made->components = info->num_components;
  if (info->num_components != 1 && info->num_components != 3) {
    snprintf(made->message, sizeof made->message, "it has %d colour components", info->num_components);
    return;
  }
  info->out_color_space = JCS_RGB;
  info->scale_num = 1;
  info->scale_denom = (unsigned int)part;
  jpeg_start_decompress(info);
  if (info->output_width != (JDIMENSION)width || info->output_height != (JDIMENSION)height || info->output_components != 3) {
    snprintf(made->message, sizeof made->message, "its pixels are %u by %u", info->output_width, info->output_height);
    return;
  }
  const size_t stride = 3 * (size_t)width;
  while (info->output_scanline < info->output_height) {
    JSAMPROW rows[4];
    for (int i = 0; i < 4; i++) {
      // Rows beyond the last are not written: libjpeg counts them.
      const size_t y = info->output_scanline + (size_t)i < (size_t)height ? info->output_scanline + (size_t)i : (size_t)height - 1;
      rows[i] = pixels + y * stride;
    }
    jpeg_read_scanlines(info, rows, 4);
  }
  jpeg_finish_decompress(info);
  made->decoded = 1;
}

void jpeg_colours(const unsigned char *file, size_t size, int part, unsigned char *pixels, int width, int height, jpeg_made *made) {
  struct jpeg_decompress_struct info;
  failure error;
  memset(&info, 0, sizeof info);
  memset(made, 0, sizeof *made);
  info.err = jpeg_std_error(&error.manager);
  error.manager.error_exit = give_up;
  error.manager.emit_message = warn;
  error.manager.output_message = say_nothing;
  if (setjmp(error.back)) {
    made->decoded = 0;
    (*info.err->format_message)((j_common_ptr)&info, made->message);
    jpeg_destroy_decompress(&info);
    return;
  }
  jpeg_create_decompress(&info);
  jpeg_mem_src(&info, file, (unsigned long)size);
  decode(&info, part, pixels, width, height, made);
  jpeg_destroy_decompress(&info);
}
