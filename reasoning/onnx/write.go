package onnx

import "encoding/binary"

// number is a field of a protobuf message that holds a number.
func number(tag uint64, value uint64) []byte {
	return binary.AppendUvarint(binary.AppendUvarint(nil, tag<<3), value)
}

// block is a field that holds other fields.
func block(tag uint64, parts ...[]byte) []byte {
	var body []byte
	for _, part := range parts {
		body = append(body, part...)
	}
	head := binary.AppendUvarint(binary.AppendUvarint(nil, tag<<3|2), uint64(len(body)))
	return append(head, body...)
}

// text is a field that holds text.
func text(tag uint64, value string) []byte { return block(tag, []byte(value)) }

func valueInfo(port Port) []byte {
	var axes []byte
	for i, length := range port.Shape {
		axis := number(axisLength, uint64(length))
		if length == Free {
			axis = text(2, string(rune('a'+i)))
		}
		axes = append(axes, block(shapeAxis, axis)...)
	}
	tensor := number(tensorElement, uint64(port.Element))
	if port.Shape != nil {
		tensor = append(tensor, block(tensorShape, axes)...)
	}
	return append(text(valueName, port.Name), block(valueType, block(typeTensor, tensor))...)
}

// graphNode is one operator of a graph that this package writes.
type graphNode struct {
	operator, domain string
	inputs, outputs  []string
	attributes       []byte
}

func (n graphNode) bytes() []byte {
	var out []byte
	for _, name := range n.inputs {
		out = append(out, text(1, name)...)
	}
	for _, name := range n.outputs {
		out = append(out, text(2, name)...)
	}
	out = append(out, text(4, n.operator)...)
	out = append(out, n.attributes...)
	if n.domain != "" {
		out = append(out, text(7, n.domain)...)
	}
	return out
}

// graphBytes writes a graph.
func graphBytes(nodes []graphNode, signature Signature, initializers ...[]byte) []byte {
	var out []byte
	for _, node := range nodes {
		out = append(out, block(1, node.bytes())...)
	}
	out = append(out, text(2, "test")...)
	for _, initializer := range initializers {
		out = append(out, initializer...)
	}
	for _, port := range signature.Inputs {
		out = append(out, block(graphInput, valueInfo(port))...)
	}
	for _, port := range signature.Outputs {
		out = append(out, block(graphOutput, valueInfo(port))...)
	}
	return out
}

// modelBytes writes the file that holds the graph.
func modelBytes(graph []byte) []byte {
	out := number(1, 8)
	out = append(out, block(modelGraph, graph)...)
	out = append(out, block(8, number(2, 17))...)
	return append(out, block(8, text(1, "com.microsoft"), number(2, 1))...)
}
