package parameter

// ListRequest is rcl_interfaces/srv/ListParameters_Request: which names are wanted.
type ListRequest struct {
	Prefixes []string
	// Depth is how many parts a name may have beyond a prefix; 0 is any number.
	Depth uint64
}

// ROSType names the interface.
func (ListRequest) ROSType() string { return "rcl_interfaces/srv/ListParameters_Request" }

// ListResponse is rcl_interfaces/srv/ListParameters_Response.
type ListResponse struct {
	Result ListResult
}

// ROSType names the interface.
func (ListResponse) ROSType() string { return "rcl_interfaces/srv/ListParameters_Response" }
