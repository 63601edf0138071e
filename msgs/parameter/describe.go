package parameter

// DescribeRequest is rcl_interfaces/srv/DescribeParameters_Request: which parameters to describe.
type DescribeRequest struct {
	Names []string
}

// ROSType names the interface.
func (DescribeRequest) ROSType() string { return "rcl_interfaces/srv/DescribeParameters_Request" }

// DescribeResponse is rcl_interfaces/srv/DescribeParameters_Response.
type DescribeResponse struct {
	Descriptors []Descriptor
}

// ROSType names the interface.
func (DescribeResponse) ROSType() string { return "rcl_interfaces/srv/DescribeParameters_Response" }
