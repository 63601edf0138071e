#pragma once
#include <jpeglib.h>
#include <stddef.h>

// jpeg_made says how a file was decoded: its error if it was not.
typedef struct {
  int decoded;
  int components;
  char message[JMSG_LENGTH_MAX];
} jpeg_made;

// jpeg_colours decodes a JPEG of grey or colour to packed RGB, at one part in `part` (1, 2, 4 or 8) of its size, into width × height pixels.
void jpeg_colours(const unsigned char *file, size_t size, int part, unsigned char *pixels, int width, int height, jpeg_made *made);
