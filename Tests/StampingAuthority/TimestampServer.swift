// SPDX-License-Identifier: Apache-2.0

import Hummingbird

/// A time stamping authority on a loopback socket (RFC 3161 section 3.4).
package enum TimestampServer {
    /// Serves until a body of code ends, at a port or at a free one; the body is given the port.
    ///
    /// At `/tsr` the authority stamps, `/moved` sends there, and the answer of `/stalled` never ends.
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
        router.post("/stalled") { _, _ in
            Response(
                status: .ok,
                body: .init(contentLength: 9) { writer in
                    try await writer.write(ByteBuffer(string: "begun"))
                    for await _ in AsyncStream<Void>.makeStream().stream {}
                })
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
