// SPDX-License-Identifier: Apache-2.0

import Hummingbird

/// A time stamping authority on a loopback socket (RFC 3161 section 3.4).
package enum TimestampServer {
    /// Serves `/tsr`, where the authority stamps, and `/moved`, which sends there, at a port or at a
    /// free one, until a body of code ends; it is given the port.
    package static func serve(
        _ authority: TimestampAuthority, as signer: String = "tsa", at port: Int = 0,
        _ body: (Int) async throws -> Void
    ) async throws {
        let router = Router()
        router.post("/tsr") { request, _ in
            let query = try await request.body.collect(upTo: 65_536)
            let answer = try await authority.answer(
                Array(query.readableBytesView), as: signer)
            return Response(
                status: .ok, headers: [.contentType: "application/timestamp-reply"],
                body: .init(byteBuffer: ByteBuffer(bytes: answer)))
        }
        router.post("/moved") { _, _ in
            Response(status: .temporaryRedirect, headers: [.location: "/tsr"])
        }
        let (ports, opened) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)),
            onServerRunning: { opened.yield($0.localAddress?.port ?? 0) })
        let server = Task { try await application.run() }
        for await port in ports {
            do { try await body(port) } catch {
                server.cancel()
                throw error
            }
            break
        }
        server.cancel()
        _ = await server.result
    }
}
