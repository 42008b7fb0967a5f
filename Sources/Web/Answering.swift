// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import Logging
import Relay
import Wire

/// Turns what a door throws into its answer: the one place where errors meet HTTP.
struct Answering: RouterMiddleware {
    let logger: Logger
    let retryAfter: Int
    /// The methods of each path that is served.
    let methods: PathMethods
    /// What is said to who asks for a path that there is not: which there are, or where that stands.
    let directions: String

    @concurrent func handle(
        _ request: Request, context: CallContext,
        next: @concurrent (Request, CallContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let fault as Fault {
            return fault.response
        } catch let failure as StoreFailure {
            // Who watches the store has told of damage, with its place; and a daemon that stops says so.
            if !failure.isTold {
                logger.error("the store failed", metadata: ["why": "\(failure)"])
            }
            return failure.fault(retryAfter: retryAfter).response
        } catch let error as HTTPError where error.status == .notFound {
            // The framework says that of a path that has other methods, too.
            let methods = methods.methods(at: request.uri.path)
            return methods.isEmpty
                ? Fault.noPath(directions).response : Fault.methodNotAllowed(methods).response
        } catch let error as HTTPError {
            return Fault.response(to: error)
        }
    }
}

extension StoreFailure {
    /// Whether it is told elsewhere: by whoever watches the store, and the place with it, or by the daemon
    /// that stops.
    fileprivate var isTold: Bool {
        switch self {
        case .corrupt, .damaged, .refused, .stopped: true
        case .full, .inputOutput, .inDoubt, .busy: false
        }
    }
}

extension Fault {
    /// The framework's own errors in our shape.
    fileprivate static func response(to error: HTTPError) -> Response {
        var headers = error.headers
        headers[.contentLanguage] = "en"
        return .json(
            [
                "err": "http_error",
                "description": .string(error.body ?? error.status.reasonPhrase),
            ], status: error.status, headers: headers)
    }
}
