# thinker3d. `make` or `make help` lists what there is.
SHELL := /bin/bash
.DEFAULT_GOAL := help

NATIVE := g++ pkg-config libopencv-dev libfastrtps-dev libfastcdr-dev
TEST_NATIVE := opencv-doc
BINARY := build/thinker3d
PYTHON_PEERS := .venv/e2e/bin/python
PYTHON_MODEL := .venv/model/bin/python
SAMPLE := e2e/sample

export THINKER3D_ONNXRUNTIME ?= $(CURDIR)/build/onnxruntime/libonnxruntime.so
export THINKER3D_TEST_PYTHON ?= $(CURDIR)/$(PYTHON_PEERS)

.PHONY: help setup build demo test test-go test-model lint bench fuzz bundle golden sample stereo clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: ## install what building and running need (apt packages, ONNX Runtime)
	@scripts/native.sh $(NATIVE)
	@scripts/onnxruntime.sh

build: setup ## build build/thinker3d
	@echo "building $(BINARY)"
	@go build -o $(BINARY) ./cmd/thinker3d

demo: build ## ask the sample robot two questions with the bundled model
	@scripts/demo.sh $(BINARY) $(SAMPLE)

.venv/e2e/requirements.sha256: e2e/requirements.txt
	@scripts/venv.sh .venv/e2e $<

.venv/model/requirements.sha256: model/requirements.txt
	@scripts/venv.sh .venv/model $<

test: setup .venv/e2e/requirements.sha256 .venv/model/requirements.sha256 ## every test, Go and Python
	@scripts/native.sh $(TEST_NATIVE)
	@$(MAKE) --no-print-directory lint test-go test-model

test-go: ## the Go tests (after make test has set things up)
	go test -timeout 20m ./...

test-model: ## the Python tests of model/ (likewise)
	$(PYTHON_MODEL) -m pytest -q model/tests

lint: ## formatting and vet
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); echo "error: run gofmt -w on these"; exit 1; }
	go vet ./...

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

stereo: .venv/e2e/requirements.sha256 ## build/stereo.mcap, a bag of real pictures, from Debian's opencv-doc
	@scripts/native.sh opencv-doc
	$(PYTHON_PEERS) -m model.stereo --out build/stereo.mcap

clean: ## remove what was built
	rm -rf build .venv
