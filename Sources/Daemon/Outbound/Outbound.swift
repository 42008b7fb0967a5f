// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Relay
import ServiceLifecycle

/// Speaks to others round by round, for as long as the daemon runs and there is somebody to speak to.
///
/// Redirects are not followed, so that nobody is spoken to whom the configuration does not name.
struct Outbound {
    /// How long an answer is waited for.
    static let patienceSeconds: Int64 = 10

    let world: World
    /// How long it rests between rounds.
    let pause: Duration

    /// Runs rounds until the daemon is told to stop.
    ///
    /// - Parameter isNeeded: whether there is anybody to speak to; the client is made only then.
    /// - Parameter round: one round; what it is given answers nothing while nobody is needed.
    func run<Rounds: Sendable>(
        _ rounds: Rounds, isNeeded: @escaping @Sendable () -> Bool,
        round: @escaping @Sendable (inout Rounds, @escaping OutboundCall) async -> Void
    ) async {
        await cancelWhenGracefulShutdown {
            var rounds = rounds
            while !Task.isCancelled {
                guard isNeeded() else {
                    await round(&rounds) { _ in nil }
                    do { try await world.sleep(pause) } catch { return }
                    continue
                }
                let client = HTTPClient.withoutRedirects()
                while isNeeded(), !Task.isCancelled {
                    await round(&rounds) { await client.post($0) }
                    do { try await world.sleep(pause) } catch { break }
                }
                try? await client.shutdown()
            }
        }
    }
}

extension HTTPClient {
    /// A client that goes where it is told and nowhere else.
    static func withoutRedirects() -> HTTPClient {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout = .init(connect: .seconds(Outbound.patienceSeconds))
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(configuration: configuration)
    }

    /// Posts; nil when the whole answer does not come in time, or one that is too long.
    ///
    /// The library's own limit ends with the head of the answer, so that a body that stalls would be
    /// waited for for ever.
    func post(
        _ call: OutboundRequest, patience: Int64 = Outbound.patienceSeconds
    ) async -> OutboundReply? {
        // Whichever ends first, the answer or the patience, ends the other.
        await withTaskGroup(of: OutboundReply?.self) { group in
            group.addTask { await self.exchange(call, patience: patience) }
            group.addTask {
                try? await ContinuousClock().sleep(for: .seconds(patience))
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
    }

    private func exchange(_ call: OutboundRequest, patience: Int64) async -> OutboundReply? {
        var request = HTTPClientRequest(url: call.url)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: call.type)
        request.body = .bytes(ByteBuffer(bytes: call.body))
        do {
            let response = try await execute(request, timeout: .seconds(patience))
            let body = try await response.body.collect(upTo: call.answerLimit)
            return OutboundReply(
                status: Int(response.status.code),
                type: response.headers.first(name: "content-type") ?? "",
                body: Array(body.readableBytesView))
        } catch { return nil }
    }
}
