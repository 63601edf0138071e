package onnx

import "fmt"

// Field numbers of the ONNX protobuf messages that describe a graph's inputs and outputs.
const (
	modelGraph        = 7
	graphInput        = 11
	graphOutput       = 12
	valueName         = 1
	valueType         = 2
	typeTensor        = 1
	tensorElement     = 1
	tensorShape       = 2
	shapeAxis         = 1
	axisLength        = 1
	maximumPortCount  = 4096
	maximumAxisCount  = 16
	maximumAxisLength = 1 << 40
)

func readModel(model message) (Signature, error) {
	var signature Signature
	found := false
	err := model.each(func(m *message, f field) error {
		if f.number != modelGraph {
			return nil
		}
		found = true
		return readGraph(m.inside(f), &signature)
	})
	if err == nil && !found {
		err = fmt.Errorf("%w: it holds no graph", errMessage)
	}
	return signature, err
}

func readGraph(graph message, signature *Signature) error {
	return graph.each(func(m *message, f field) error {
		if f.number != graphInput && f.number != graphOutput {
			return nil
		}
		value, err := m.loaded(f)
		if err != nil {
			return err
		}
		port, err := readPort(value)
		if err != nil {
			return err
		}
		ports := &signature.Inputs
		if f.number == graphOutput {
			ports = &signature.Outputs
		}
		if *ports = append(*ports, port); len(*ports) > maximumPortCount {
			return fmt.Errorf("%w: over %d inputs or outputs", errMessage, maximumPortCount)
		}
		return nil
	})
}

func readPort(value message) (Port, error) {
	var port Port
	err := value.each(func(m *message, f field) error {
		switch f.number {
		case valueName:
			name, err := m.bytes(f)
			port.Name = string(name)
			return err
		case valueType:
			return m.inside(f).each(func(m *message, f field) error {
				if f.number != typeTensor {
					return nil
				}
				return readTensorType(m.inside(f), &port)
			})
		}
		return nil
	})
	return port, err
}

func readTensorType(tensor message, port *Port) error {
	return tensor.each(func(m *message, f field) error {
		switch f.number {
		case tensorElement:
			port.Element = Element(f.value)
		case tensorShape:
			port.Shape = []int64{}
			return m.inside(f).each(func(m *message, f field) error {
				if f.number != shapeAxis {
					return nil
				}
				return readAxis(m.inside(f), port)
			})
		}
		return nil
	})
}

func readAxis(axis message, port *Port) error {
	length := Free
	err := axis.each(func(_ *message, f field) error {
		if f.number != axisLength {
			return nil
		}
		if f.value > maximumAxisLength {
			return fmt.Errorf("%w: an axis of %d", errMessage, f.value)
		}
		length = int64(f.value)
		return nil
	})
	if port.Shape = append(port.Shape, length); len(port.Shape) > maximumAxisCount {
		return fmt.Errorf("%w: over %d axes", errMessage, maximumAxisCount)
	}
	return err
}
