# thinker3d. `make` or `make help` lists what there is.
SHELL := /bin/bash
.DEFAULT_GOAL := help

NATIVE := g++ pkg-config libopencv-dev libjpeg-dev libfastrtps-dev
# ROS 1 is Debian's own: the master, the tools and the peers of the tests, and catkin, which builds our messages for them.
ROS1 := cmake catkin ros-message-generation python3-roslaunch python3-rosbag python3-rostopic python3-rosservice python3-rosnode \
	python3-actionlib python3-std-srvs python3-sensor-msgs python3-tf2-msgs python3-diagnostic-msgs python3-visualization-msgs libactionlib-msgs-dev libsensor-msgs-dev \
	ros-std-msgs ros-geometry-msgs ros-sensor-msgs ros-actionlib-msgs
# What `colcon build` of launch/ needs.
COLCON := colcon python3-colcon-recursive-crawl python3-colcon-package-selection python3-colcon-ros ament-cmake
# chromium opens the page that `thinker3d test` writes.
TEST_NATIVE := opencv-doc chromium $(COLCON) $(ROS1)
BINARY := build/thinker3d
PYTHON_PEERS := .venv/e2e/bin/python
PYTHON_MODEL := .venv/model/bin/python
RUST_PEER := build/rust/debug/ros2-peer
SAMPLE := e2e/sample

export THINKER3D_ONNXRUNTIME ?= $(CURDIR)/build/onnxruntime/libonnxruntime.so
export THINKER3D_TEST_PYTHON ?= $(CURDIR)/$(PYTHON_PEERS)
export THINKER3D_MODEL_PYTHON ?= $(CURDIR)/$(PYTHON_MODEL)
export THINKER3D_RUST_PEER ?= $(CURDIR)/$(RUST_PEER)
# The published ONNX Runtime reports its use to its makers unless it is told not to.
export ORT_DISABLE_TELEMETRY ?= 1

# Where git refuses the checkout (another owner, no .git), the binary carries no commit instead of not being built.
ifeq ($(shell git rev-parse --quiet --verify HEAD 2>/dev/null),)
export GOFLAGS := $(GOFLAGS) -buildvcs=false
endif

.PHONY: help go setup build demo test test-go test-model verify-full lint bench clouds fuzz bundle golden sample nano stereo clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

go:
	@command -v go >/dev/null || { echo "error: there is no go: install Go 1.26 (or any from 1.21 on, which fetches it)"; exit 1; }
	@case "$$(cd / && go env GOVERSION)" in \
	go1.[0-9] | go1.[0-9].* | go1.1[0-9]* | go1.20*) echo "error: $$(go version) is too old: Go 1.21 or newer is needed"; exit 1 ;; esac

setup: go ## install what building and running need (apt packages, ONNX Runtime)
	@scripts/native.sh $(NATIVE)
	@scripts/onnxruntime.sh

build: setup ## build build/thinker3d
	@echo "building $(BINARY) (the first time takes minutes)"
	@go build -o $(BINARY) ./cmd/thinker3d

demo: build ## ask the sample robot two questions with the bundled model
	@scripts/demo.sh $(BINARY) $(SAMPLE)

.venv/e2e/requirements.sha256: e2e/requirements.txt
	@scripts/venv.sh .venv/e2e $<

.venv/model/requirements.sha256: model/requirements.txt
	@scripts/venv.sh .venv/model $<

$(RUST_PEER): $(wildcard e2e/testdata/rust/Cargo.* e2e/testdata/rust/src/*)
	@command -v cargo >/dev/null || { echo "error: there is no cargo: install Rust 1.88 or newer (rustup.rs) for the ROS 2 peer of the tests"; exit 1; }
	cargo build --quiet --locked --manifest-path e2e/testdata/rust/Cargo.toml --target-dir build/rust
	@touch $@

test: setup .venv/e2e/requirements.sha256 .venv/model/requirements.sha256 $(RUST_PEER) ## every test, Go and Python
	@scripts/native.sh $(TEST_NATIVE)
	@$(MAKE) --no-print-directory --keep-going lint test-go test-model

test-go: ## the Go tests (after make test has set things up)
	go test -timeout 20m ./...

test-model: ## the Python tests of model/ (likewise)
	OMP_NUM_THREADS=1 $(PYTHON_MODEL) -m pytest -q --durations=15 model/tests

verify-full: setup .venv/model/requirements.sha256 ## a random 3B checkpoint through converter and engine, against PyTorch (45 GB of disk, 12 GB of memory)
	$(PYTHON_MODEL) -m model.checkpoint.verify --work build/verify --like 3b --precision float32 --precision int4

lint: ## formatting and vet
	@unformatted=$$(find . \( -name '.?*' -o -name build \) -prune -o -name '*.go' -print0 | xargs -0 gofmt -l); \
	test -z "$$unformatted" || { echo "$$unformatted"; echo "error: run gofmt -w on these"; exit 1; }
	go vet ./...

clouds: build ## measure published clouds against true rooms; tables and picture into docs/scene.md
	@scripts/venv.sh .venv/bench bench/requirements.txt
	.venv/bench/bin/python -m bench.clouds

bench: setup .venv/e2e/requirements.sha256 .venv/model/requirements.sha256 ## measure beside what one would use instead; figures into bench/README.md
	@scripts/bench.sh

fuzz: ## each fuzz target for FUZZTIME (default 20s)
	@scripts/fuzz.sh $${FUZZTIME:-20s}

bundle: .venv/model/requirements.sha256 ## make the reference bundle anew
	$(PYTHON_MODEL) -m model.reference

golden: .venv/model/requirements.sha256 ## write the reference outputs anew
	$(PYTHON_MODEL) -m model.golden

sample: .venv/e2e/requirements.sha256 ## render the sample bag anew
	$(PYTHON_PEERS) -m model.rooms

nano: .venv/model/requirements.sha256 ## train the small model anew into build/nano (two hours on two cores)
	scripts/nano.sh

stereo: .venv/e2e/requirements.sha256 ## build/stereo.mcap, a bag of real pictures, from Debian's opencv-doc
	@scripts/native.sh opencv-doc
	$(PYTHON_PEERS) -m model.stereo --out build/stereo.mcap

clean: ## remove what was built
	rm -rf build .venv
