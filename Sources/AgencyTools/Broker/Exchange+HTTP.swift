// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOHTTPCompression

extension Exchange {
    /// Talks HTTP for as long as a body of code runs: connections are used again, no redirect is
    /// followed, and a packed answer may not unpack to more than a plain one may have.
    ///
    /// - Parameter isPatient: whether a connection that was refused is tried again for a while.
    package static func withHTTP<Result>(
        isPatient: Bool = true, _ body: (Exchange) async throws -> Result
    ) async throws -> Result {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout = .init(connect: .seconds(connectSeconds))
        configuration.connectionPool.retryConnectionEstablishment = isPatient
        configuration.decompression = .enabled(limit: .size(BrokerAnswer.largestByteCount))
        return try await HTTPClient.withHTTPClient(configuration: configuration) { client in
            try await body(
                Exchange { request throws(ToolFailure) in try await client.perform(request) })
        }
    }

    /// How long a connection may take to be made.
    private static let connectSeconds: Int64 = 5
}

extension HTTPClient {
    fileprivate func perform(_ request: BrokerRequest) async throws(ToolFailure) -> BrokerAnswer {
        do {
            let response = try await execute(
                try HTTPClientRequest(request), timeout: TimeAmount(request.patience))
            let body = try await response.body.collect(upTo: BrokerAnswer.largestByteCount)
            let headers = response.headers.map { ($0.name.lowercased(), $0.value) }
            return BrokerAnswer(
                status: Int(response.status.code),
                headers: Dictionary(headers, uniquingKeysWith: { first, _ in first }),
                body: Array(body.readableBytesView))
        } catch
            where error is NIOTooManyBytesError
            || error as? NIOHTTPDecompression.DecompressionError == .limit
        {
            throw ToolFailure(
                .data,
                "\(request.url) answers with more than \(BrokerAnswer.largestByteCount) bytes, the limit; "
                    + "ask for less at once, or check that this is a broker")
        } catch {
            throw ToolFailure(
                .unavailable,
                "\(request.url) does not answer (\(error)); check `base_url` and whether it runs")
        }
    }
}

extension HTTPClientRequest {
    fileprivate init(_ request: BrokerRequest) throws {
        self.init(url: request.url)
        tlsConfiguration = try request.transport?.configuration
        method = HTTPMethod(rawValue: request.method.rawValue)
        for (name, value) in request.headers.sorted(by: { $0.key < $1.key }) {
            headers.add(name: name, value: value)
        }
        if request.method == .get { headers.add(name: "Accept-Encoding", value: "gzip") }
        if request.method == .post { body = .bytes(ByteBuffer(bytes: request.body)) }
    }
}
