// Package onnx runs ONNX graphs: it alone reaches ONNX Runtime, and every native call and buffer has one owner here.
package onnx
