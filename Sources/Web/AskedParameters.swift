// SPDX-License-Identifier: Apache-2.0

import Hummingbird

/// Refuses a query parameter that its path does not have, before any door is asked: a slip of the pen must
/// not widen what is asked, nor be passed over as if it had been heard.
///
/// What there is stands in the description of the interface, and nowhere else. Public paths are left out,
/// whose callers put what they like behind them against caches, and which ask for nothing of anybody.
struct AskedParameters: RouterMiddleware {
    private let operations: [Known]

    private struct Known {
        let method: String
        let parts: [Substring]
        let names: [String]
    }

    init(_ operations: [Operation] = InterfaceDescription.operations) {
        self.operations = operations.filter { !$0.isPublic }.map { operation in
            Known(
                method: operation.method.uppercased(), parts: PathMethods.parts(of: operation.path),
                names: operation.parameters.filter { !$0.isInPath && !$0.isInHeader }.map(\.name))
        }
    }

    @concurrent func handle(
        _ request: Request, context: CallContext,
        next: @concurrent (Request, CallContext) async throws -> Response
    ) async throws -> Response {
        if request.uri.query != nil, let names = names(for: request) {
            _ = try request.uri.queryParameters.values(only: names)
        }
        return try await next(request, context)
    }

    /// The parameters of the operation that is asked for; nil when there is none, or it is public.
    private func names(for request: Request) -> [String]? {
        let method = request.method == .head ? "GET" : request.method.rawValue
        let parts = PathMethods.parts(of: request.uri.path)
        return operations.first { known in
            known.method == method && PathMethods.matches(parts, known.parts)
        }?.names
    }
}
