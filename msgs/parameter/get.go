package parameter

// GetRequest is rcl_interfaces/srv/GetParameters_Request: which values are wanted.
type GetRequest struct {
	Names []string
}

// ROSType names the interface.
func (GetRequest) ROSType() string { return "rcl_interfaces/srv/GetParameters_Request" }

// GetResponse is rcl_interfaces/srv/GetParameters_Response: in the order of the names.
type GetResponse struct {
	Values []Value
}

// ROSType names the interface.
func (GetResponse) ROSType() string { return "rcl_interfaces/srv/GetParameters_Response" }
