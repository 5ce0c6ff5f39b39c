import type { S3Client } from '@aws-sdk/client-s3'

/** Requests are repeated after errors of the server and of the network, with growing delays. */
const MAX_ATTEMPTS = 8
const CONNECT_TIMEOUT_MS = 5_000
/** Of the time between two bytes. */
const IDLE_TIMEOUT_MS = 30_000

/**
 * Creates a client, with credentials, region and endpoint of the environment or profile as the SDKs
 * read them. The SDK is loaded only for lakes on S3: that takes a tenth of a second.
 *
 * @param endpoint URL of a server other than AWS, "http://localhost:9000"
 */
export async function createS3Client(endpoint?: string): Promise<S3Client> {
  const { S3Client } = await import('@aws-sdk/client-s3')
  const { AWS_REGION, AWS_DEFAULT_REGION, AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL } = process.env
  const region = AWS_REGION ?? AWS_DEFAULT_REGION
  const url = endpoint ?? AWS_ENDPOINT_URL_S3 ?? AWS_ENDPOINT_URL
  return new S3Client({
    ...(region !== undefined && { region }),
    ...(url !== undefined && {
      endpoint: url,
      // Servers under one address have no host name for each bucket.
      forcePathStyle: true,
      // Their region is mostly arbitrary, and part of the signature.
      region: region ?? 'us-east-1',
    }),
    maxAttempts: MAX_ATTEMPTS,
    retryMode: 'standard',
    requestHandler: { connectionTimeout: CONNECT_TIMEOUT_MS, requestTimeout: IDLE_TIMEOUT_MS },
    // Parts are verified by their sha256; some servers know no other checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  })
}
