// SPDX-License-Identifier: Apache-2.0

/// How a broker is asked something and answers: HTTP, free of any library.
package struct Exchange: Sendable {
    /// Asks once; fails with `unavailable` when no answer comes.
    package let perform: @Sendable (BrokerRequest) async throws(ToolFailure) -> BrokerAnswer

    /// An exchange that is performed so.
    package init(
        _ perform: @escaping @Sendable (BrokerRequest) async throws(ToolFailure) -> BrokerAnswer
    ) { self.perform = perform }
}

/// What a broker is asked.
package struct BrokerRequest: Sendable, Hashable {
    /// `GET` or `POST`.
    package let method: Method
    /// The whole URL.
    package let url: String
    /// The header fields, by name.
    package var headers: [String: String]
    /// The body of a `POST`.
    package let body: [UInt8]
    /// How long an answer is waited for.
    package let patience: Duration
    /// How to connect where TLS is spoken; nil shows nobody, and believes whom the system does.
    package var transport: NodeTransport?

    /// A request.
    package init(
        method: Method, url: String, headers: [String: String], body: [UInt8], patience: Duration
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.patience = patience
    }

    /// The methods that are used.
    package enum Method: String, Sendable, Hashable {
        /// Reads.
        case get = "GET"
        /// Hands something in.
        case post = "POST"
    }
}

/// What a broker answered.
package struct BrokerAnswer: Sendable, Hashable {
    /// The status code.
    package let status: Int
    /// The header fields, by name in lower case.
    package let headers: [String: String]
    /// The body.
    package let body: [UInt8]

    /// The most bytes that an answer may have.
    package static let largestByteCount = 64 << 20

    /// An answer.
    package init(status: Int, headers: [String: String] = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
