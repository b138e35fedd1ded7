// The table of operations: what a request's route leads to.
import {
  createBucket,
  getBucketLocation,
  headBucket,
  listBuckets,
  listMultipartUploads,
  listObjects,
} from './bucket-operations.ts';
import type { Answer, Call, Operate } from './call.ts';
import { completeMultipartUpload } from './complete-operation.ts';
import {
  abortMultipartUpload,
  createMultipartUpload,
  listParts,
  uploadPart,
} from './multipart-operations.ts';
import { deleteObject, getObject, putObject } from './object-operations.ts';
import type { Operation } from './route.ts';
import { S3Error } from './s3-error.ts';

const table = {
  ListBuckets: listBuckets,
  CreateBucket: createBucket,
  HeadBucket: headBucket,
  GetBucketLocation: getBucketLocation,
  ListObjects: listObjects,
  ListObjectsV2: listObjects,
  ListMultipartUploads: listMultipartUploads,
  PutObject: putObject,
  GetObject: getObject,
  HeadObject: getObject,
  DeleteObject: deleteObject,
  CreateMultipartUpload: createMultipartUpload,
  UploadPart: uploadPart,
  ListParts: listParts,
  CompleteMultipartUpload: completeMultipartUpload,
  AbortMultipartUpload: abortMultipartUpload,
  Unknown: () => {
    throw new S3Error('NotImplemented');
  },
} satisfies Record<Operation, Operate>;

/** Does what a request asks for; throws `S3Error`. */
export const operate = async (call: Call): Promise<Answer> => table[call.route.operation](call);
