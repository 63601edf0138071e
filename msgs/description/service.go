package description

// Request is that of type_description_interfaces/srv/GetTypeDescription. An empty hash means any.
type Request struct {
	TypeName           string
	TypeHash           string
	IncludeTypeSources bool
}

// ROSType names the interface.
func (Request) ROSType() string {
	return "type_description_interfaces/srv/GetTypeDescription_Request"
}

// Response is that of type_description_interfaces/srv/GetTypeDescription.
type Response struct {
	Successful       bool
	FailureReason    string
	TypeDescription  Description
	TypeSources      []Source
	ExtraInformation []KeyValue
}

// ROSType names the interface.
func (Response) ROSType() string {
	return "type_description_interfaces/srv/GetTypeDescription_Response"
}

// Source is type_description_interfaces/msg/TypeSource: the text that a type was defined by.
type Source struct {
	TypeName        string
	Encoding        string
	RawFileContents string
}

// ROSType names the interface.
func (Source) ROSType() string { return "type_description_interfaces/msg/TypeSource" }

// KeyValue is type_description_interfaces/msg/KeyValue.
type KeyValue struct {
	Key   string
	Value string
}

// ROSType names the interface.
func (KeyValue) ROSType() string { return "type_description_interfaces/msg/KeyValue" }
