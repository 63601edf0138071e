package parameter

// GetTypesRequest is rcl_interfaces/srv/GetParameterTypes_Request: which types are wanted.
type GetTypesRequest struct {
	Names []string
}

// ROSType names the interface.
func (GetTypesRequest) ROSType() string { return "rcl_interfaces/srv/GetParameterTypes_Request" }

// GetTypesResponse is rcl_interfaces/srv/GetParameterTypes_Response: in the order of the names.
type GetTypesResponse struct {
	Types []uint8
}

// ROSType names the interface.
func (GetTypesResponse) ROSType() string { return "rcl_interfaces/srv/GetParameterTypes_Response" }
