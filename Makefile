# make demo   install what is missing, build, read the sample article
# make test   install what is missing, build, run all tests, the C++ ones under asan+ubsan too
.PHONY: demo test build install-packages install-test-packages asan bench clean

jobs := $(shell nproc)

demo: install-packages build
	./build/release/onrecord check tests/samples/harbour.txt --fail-on never
	./build/release/onrecord check tests/samples/harbour.txt --format html -o build/harbour.html --fail-on never
	@echo "The same as a page: build/harbour.html"

test: install-test-packages build
	ctest --test-dir build/release --output-on-failure -j $(jobs)
	$(MAKE) asan

asan:
	cmake --preset asan >/dev/null
	cmake --build --preset asan -j $(jobs) --target onrecord_tests models registry
	ctest --test-dir build/asan --output-on-failure -j $(jobs) -L sanitized

build:
	cmake --preset release >/dev/null
	cmake --build --preset release -j $(jobs)

install-packages:
	scripts/install.sh

install-test-packages:
	scripts/install.sh --test

bench: install-test-packages
	cmake --preset bench >/dev/null
	cmake --build --preset bench -j $(jobs)
	./build/bench/tests/onrecord_bench

clean:
	rm -rf build
