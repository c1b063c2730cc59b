#include "desk/program.h"

int main(int argc, char** argv) { return onrecord::run(argc, argv); }
