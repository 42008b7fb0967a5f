// SPDX-License-Identifier: Apache-2.0

import Audit
import Hummingbird
import Wire

/// Why a request is not answered as asked; knows its status, and says what to do.
enum Fault: Error, Sendable, Hashable {
    /// Nobody, or nobody we know, is calling (RFC 9110 section 15.5.2, RFC 6750 section 3).
    case unauthenticated(String)
    /// Nobody says who is calling; RFC 6750 section 3.1 wants no error code then.
    case anonymous
    /// Who calls is said in a scheme that there is not; RFC 6750 section 3.1 has that as if nobody said it.
    case otherScheme
    /// The caller may not do this.
    case forbidden(String)
    /// Nothing is there that the caller may see: unknown, forbidden and purged look alike.
    case notFound
    /// The log has nothing there; says what it has, or how that is named.
    case notLogged(String)
    /// There is no such path; says which there are.
    case noPath(String)
    /// No checkpoint has been cosigned yet by as many witnesses as are wanted.
    case notCosigned
    /// The partnerships that the caller keeps have nothing of that name.
    case notKept(String)
    /// There is no question of that name.
    case noQuestion
    /// There is no register of that name.
    case noRegister
    /// There is no list of that name.
    case noList
    /// The request itself is wrong.
    case badRequest(String, at: String? = nil)
    /// What is asked for does not fit how things stand any more.
    case conflict(String)
    /// The path has other methods.
    case methodNotAllowed([String])
    /// The head of the request breaks a rule of HTTP; the connection ends.
    case badHead(HeadFault)
    /// The body is longer than the limit.
    case tooLarge(limit: Int)
    /// The body is of another media type.
    case wrongMediaType(expected: String)
    /// The body is in a coding (RFC 9110 sections 8.4 and 15.5.16).
    case codedContent
    /// This agency has too much in flight (RFC 6585 section 4).
    case tooMany(WebLimit, limit: Int, retryAfter: Int)
    /// This agency looks for too many names that show it nothing.
    case tooManyBlind(limit: Int, retryAfter: Int)
    /// Nothing can be made durable just now; try again.
    case unavailable(String, retryAfter: Int)

    /// The answer, as the framework sends it.
    var response: Response { Response(answer) }

    /// The answer.
    var answer: Answer {
        switch self {
        case .unauthenticated(let why):
            answer(.unauthorized, "unauthenticated", why, [.wwwAuthenticate: Self.challenge(why)])
        case .anonymous:
            answer(
                .unauthorized, "unauthenticated",
                "Send Authorization: Bearer, and a JWT signed with your node's key.",
                [.wwwAuthenticate: Self.bareChallenge])
        case .otherScheme:
            answer(
                .unauthorized, "unauthenticated",
                "No other scheme than Bearer is known here: send it, and a JWT signed with your node's key.",
                [.wwwAuthenticate: Self.bareChallenge])
        case .forbidden(let why): answer(.forbidden, "forbidden", why)
        case .noPath(let directions): Self.problem(.notFound, directions)
        case .notFound, .notLogged, .notCosigned, .notKept, .noQuestion, .noRegister, .noList:
            answer(.notFound, "not_found", absence)
        case .badRequest(let why, let place): answer(.badRequest, "invalid_request", why, at: place)
        case .conflict(let why): answer(.conflict, "conflict", why)
        case .methodNotAllowed(let methods):
            answer(
                .methodNotAllowed, "method_not_allowed",
                "This path has \(methods.joined(separator: ", ")).",
                [.allow: methods.joined(separator: ", ")])
        case .badHead(let fault): answer(fault.status, "http_error", fault.explanation)
        case .tooLarge(let limit):
            answer(
                .contentTooLarge, "too_large",
                "The body is longer than the limit of \(limit) bytes; nothing of it was taken.",
                [.connection: "close"])
        case .wrongMediaType(let expected):
            answer(
                .unsupportedMediaType, "wrong_media_type", "Send Content-Type: \(expected).",
                [.accept: expected])
        case .codedContent:
            answer(
                .unsupportedMediaType, "coded_content",
                "Send the content as it is, without Content-Encoding: it is read byte for byte.",
                [.acceptEncoding: "identity"])
        case .tooMany(let name, let limit, let seconds):
            answer(
                .tooManyRequests, "too_many_requests",
                Self.excess(name, limit),
                [.retryAfter: String(seconds)])
        case .tooManyBlind(let limit, let seconds):
            answer(
                .tooManyRequests, "too_many_requests",
                "Your agency looked for \(limit) names within a minute that it may not see or that "
                    + "are not there, the limit; find out which of your systems asks, and why.",
                [.retryAfter: String(seconds)])
        case .unavailable(let why, let seconds):
            answer(.serviceUnavailable, "unavailable", why, [.retryAfter: String(seconds)])
        }
    }

    /// Of what an agency has too many, and what will do.
    private static func excess(_ name: WebLimit, _ limit: Int) -> String {
        switch name {
        case .waitingPolls:
            "Your agency has \(limit) polls that wait, the limit; one for each mailbox will do."
        case .longReadings:
            "Your agency has \(limit) questions about whole periods that are being answered or wait, the "
                + "limit; ask one after the other."
        default: "Your agency has \(limit) requests in flight, the limit; send fewer at once."
        }
    }

    /// What is not there, and what is.
    private var absence: String {
        switch self {
        case .notLogged(let what): what
        case .notCosigned:
            "No checkpoint is cosigned by enough witnesses yet: GET /log/checkpoint has the newest."
        case .notKept(let what):
            "The partnerships that you keep have no \(what) of that name, or it is not yours to change."
        case .noQuestion: "The ten questions are \(Question.names)."
        case .noRegister: "The registers are \(Question.registerNames)."
        case .noList: "The lists of Annex A are \(AnnexAList.names)."
        default: "Nothing of that name that you sent or received."
        }
    }

    /// A problem document (RFC 9457), which has the members of all other faults, too.
    private static func problem(_ status: HTTPResponse.Status, _ detail: String) -> Answer {
        let document: JSONValue = [
            "type": "about:blank", "title": .string(status.reasonPhrase),
            "status": .integer(Int64(status.code)), "detail": .string(detail),
            "err": "no_path", "description": .string(detail),
        ]
        return .bytes(
            document.canonical, type: "application/problem+json", status: status,
            headers: [.contentLanguage: "en"])
    }

    private func answer(
        _ status: HTTPResponse.Status, _ code: String, _ description: String,
        _ headers: HTTPFields = [:], at place: String? = nil
    ) -> Answer {
        var headers = headers
        headers[.contentLanguage] = "en"
        return .json(
            .object(leavingOutNil: [
                "err": .string(code), "description": .string(description),
                "at": place.map(JSONValue.string),
            ]), status: status, headers: headers)
    }

    /// RFC 6750 section 3.1: without an error, since nothing that was said is wrong.
    private static let bareChallenge = "Bearer realm=\"baton\""

    /// RFC 6750 section 3; the description is quoted as a token68-safe string.
    private static func challenge(_ why: String) -> String {
        let quoted = why.unicodeScalars.filter { $0.isASCII && $0 != "\"" && $0 != "\\" }
        return "Bearer realm=\"baton\", error=\"invalid_token\", error_description=\""
            + String(String.UnicodeScalarView(quoted)) + "\""
    }
}

extension HeadFault {
    /// RFC 9110 sections 15.6.2 and 15.6.6, RFC 6585 section 5, and 400 for all else (RFC 9112 section 2.2).
    fileprivate var status: HTTPResponse.Status {
        switch self {
        case .version: .httpVersionNotSupported
        case .method: .notImplemented
        case .tooLong, .tooManyFields: .requestHeaderFieldsTooLarge
        default: .badRequest
        }
    }
}
