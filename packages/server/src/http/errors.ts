import type { ErrorBody, ErrorDetail, ErrorStatus } from '@retention/domain/contract/error';

/**
 * All errors of the API. Spec section 7: `{"status":"error","message","errors":[…]}`. A message says what is wrong and
 * what would be right.
 */
export class ApiError extends Error {
  readonly status: ErrorStatus;
  readonly errors: readonly ErrorDetail[];
  readonly headers: Readonly<Record<string, string>>;

  private constructor(
    status: ErrorStatus,
    message: string,
    errors: readonly ErrorDetail[] = [],
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.errors = errors;
    this.headers = headers;
  }

  static badRequest(message: string, errors?: readonly ErrorDetail[]): ApiError {
    return new ApiError(400, message, errors);
  }

  /** Nobody we know: no proof, or one that does not hold. */
  static unauthorized(message: string): ApiError {
    return new ApiError(401, message, [], { 'www-authenticate': 'Bearer' });
  }

  /** Somebody we know who may not do this. */
  static forbidden(message: string): ApiError {
    return new ApiError(403, message);
  }

  static notFound(message: string): ApiError {
    return new ApiError(404, message);
  }

  static methodNotAllowed(message: string, allow: string): ApiError {
    return new ApiError(405, message, [], { allow });
  }

  static conflict(message: string): ApiError {
    return new ApiError(409, message);
  }

  static tooLarge(message: string): ApiError {
    return new ApiError(413, message);
  }

  static unsupportedBody(
    message = 'The body must be declared as JSON: send the header "Content-Type: application/json"',
  ): ApiError {
    return new ApiError(415, message);
  }

  /** The body is JSON, but fields are not as the contract describes them. */
  static unprocessable(message: string, errors: readonly ErrorDetail[]): ApiError {
    return new ApiError(422, message, errors);
  }

  static tooManyRequests(message: string, retryAfterSeconds: number): ApiError {
    return new ApiError(429, message, [], { 'retry-after': String(retryAfterSeconds) });
  }

  /** A defect of ours. The id is what the caller can quote and the log can be searched for. */
  static internal(requestId: string): ApiError {
    return new ApiError(500, `Something went wrong on our side. Request id: ${requestId}`);
  }

  /** Not now. What the request would have written may or may not be stored: the sender sends it again. */
  static unavailable(message: string, retryAfterSeconds: number): ApiError {
    return new ApiError(503, message, [], { 'retry-after': String(retryAfterSeconds) });
  }

  /** Whatever the HTTP parser itself objects to, before there is a request. */
  static malformed(status: 400 | 408 | 413 | 417 | 431, message: string): ApiError {
    return new ApiError(status, message);
  }

  body(): ErrorBody {
    return { status: 'error', message: this.message, errors: [...this.errors] };
  }
}

/** How long to wait for a database that is away: about as long as PostgreSQL takes to restart. */
const DATABASE_RETRY_SECONDS = 5;

/** The database could not be reached, or went away: the outcome of a write is not known, and is safe to try again. */
export function databaseAway(): ApiError {
  return ApiError.unavailable(
    `The database does not answer. Send the request again in ${DATABASE_RETRY_SECONDS} seconds`,
    DATABASE_RETRY_SECONDS,
  );
}
