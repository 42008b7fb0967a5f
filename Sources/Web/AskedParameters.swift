// SPDX-License-Identifier: Apache-2.0

import Hummingbird

/// Refuses a query parameter that its path does not have, and one that is given twice, before any door is
/// asked: a slip of the pen must not widen what is asked, nor be passed over as if it had been heard.
///
/// What there is stands in the description of the interface, and nowhere else. Public paths are left out,
/// whose callers put what they like behind them against caches, and which ask for nothing of anybody.
struct AskedParameters: RouterMiddleware {
    private let gate: Gate
    private let operations: [Known]

    private struct Known {
        let method: String
        let parts: [Substring]
        let names: [String]
        /// Those that may be given twice.
        let pairs: [String]
        /// Whether it takes a SET, whose refusals have a form of their own (RFC 8935 section 2.3).
        let takesSET: Bool
    }

    init(_ gate: Gate, _ operations: [Operation] = InterfaceDescription.operations) {
        self.gate = gate
        self.operations = operations.filter { !$0.isPublic }.map { operation in
            let asked = operation.parameters.filter { !$0.isInPath && !$0.isInHeader }
            return Known(
                method: operation.method.uppercased(), parts: PathMethods.parts(of: operation.path),
                names: asked.map(\.name), pairs: asked.filter(\.mayBeTwo).map(\.name),
                takesSET: operation.answers.contains { $0.isRefusedSET })
        }
    }

    @concurrent func handle(
        _ request: Request, context: CallContext,
        next: @concurrent (Request, CallContext) async throws -> Response
    ) async throws -> Response {
        if request.uri.query != nil, let known = operation(for: request) {
            do throws(Fault) {
                _ = try request.uri.queryParameters.values(only: known.names, twice: known.pairs)
            } catch {
                // Who is unknown learns that first, and nothing else.
                _ = try gate.caller(of: request, context)
                guard known.takesSET else { throw error }
                return Response(error.answerToSET)
            }
        }
        return try await next(request, context)
    }

    /// The operation that is asked for; nil when there is none, or it is public.
    private func operation(for request: Request) -> Known? {
        let method = request.method == .head ? "GET" : request.method.rawValue
        let parts = PathMethods.parts(of: request.uri.path)
        return operations.first { known in
            known.method == method && PathMethods.matches(parts, known.parts)
        }
    }
}
