#include "binding/environment.h"

#include <memory>

#include "binding/args.h"

namespace jose {

Environment& Environment::Of(napi_env env) {
  void* data = nullptr;
  Check(napi_get_instance_data(env, &data), "napi_get_instance_data");
  return *static_cast<Environment*>(data);
}

void Environment::Install(napi_env env) {
  auto environment = std::make_unique<Environment>();
  const auto finalize = [](napi_env, void* data, void*) noexcept {
    std::unique_ptr<Environment>(static_cast<Environment*>(data));
  };
  Check(napi_set_instance_data(env, environment.get(), finalize, nullptr), "napi_set_instance_data");
  static_cast<void>(environment.release());
}

}  // namespace jose
