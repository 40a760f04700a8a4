# A part of what seed.py makes, in Terraform: a scan of this file must say of each resource what a scan of the account says.

data "aws_caller_identity" "current" {}

locals {
  account = data.aws_caller_identity.current.account_id
  planted = join("-", ["Tokiwa", "Maigo", "7713"])
}

resource "aws_s3_bucket" "all" {
  for_each = toset(["wrong-public", "wrong-write", "wrong-acl", "wrong-foreign", "wrong-cors", "right-private", "right-records"])
  bucket   = each.key
}

# The emulator's buckets are from before April 2023.
resource "aws_s3_bucket_public_access_block" "old" {
  for_each = toset(["wrong-public", "wrong-write", "wrong-acl", "wrong-foreign", "wrong-cors"])
  bucket   = aws_s3_bucket.all[each.key].id
}

resource "aws_s3_bucket_public_access_block" "right" {
  for_each                = toset(["right-private", "right-records"])
  bucket                  = aws_s3_bucket.all[each.key].id
  block_public_acls       = true
  ignore_public_acls      = true
  block_public_policy     = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_versioning" "right" {
  for_each = toset(["right-private", "right-records"])
  bucket   = aws_s3_bucket.all[each.key].id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_logging" "right" {
  for_each      = toset(["right-private", "right-records"])
  bucket        = aws_s3_bucket.all[each.key].id
  target_bucket = aws_s3_bucket.all["right-records"].id
  target_prefix = "${each.key}/"
}

data "aws_iam_policy_document" "tls" {
  for_each = toset(["right-private", "right-records"])
  statement {
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.all[each.key].arn, "${aws_s3_bucket.all[each.key].arn}/*"]
    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
  dynamic "statement" {
    for_each = each.key == "right-records" ? [1] : []
    content {
      actions   = ["s3:PutObject"]
      resources = ["${aws_s3_bucket.all[each.key].arn}/*"]
      principals {
        type        = "Service"
        identifiers = ["logging.s3.amazonaws.com"]
      }
      condition {
        test     = "StringEquals"
        variable = "aws:SourceAccount"
        values   = [local.account]
      }
    }
  }
}

resource "aws_s3_bucket_policy" "right" {
  for_each = data.aws_iam_policy_document.tls
  bucket   = aws_s3_bucket.all[each.key].id
  policy   = each.value.json
}

resource "aws_s3_bucket_policy" "wrong" {
  for_each = {
    wrong-public  = { Principal = "*", Action = "s3:GetObject" }
    wrong-write   = { Principal = { AWS = "*" }, Action = "s3:Put*", Condition = { StringLike = { "aws:Referer" = "https://example.jp/*" } } }
    wrong-foreign = { Principal = { AWS = "arn:aws:iam::444455556666:root" }, Action = "s3:GetObject" }
  }
  bucket = aws_s3_bucket.all[each.key].id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [merge({ Effect = "Allow", Resource = "${aws_s3_bucket.all[each.key].arn}/*" }, each.value)]
  })
}

resource "aws_s3_bucket_acl" "wrong" {
  bucket = aws_s3_bucket.all["wrong-acl"].id
  acl    = "public-read"
}

resource "aws_s3_bucket_cors_configuration" "wrong" {
  bucket = aws_s3_bucket.all["wrong-cors"].id
  cors_rule {
    allowed_headers = ["*"]
    allowed_methods = ["GET", "PUT"]
    allowed_origins = ["*"]
  }
}

resource "aws_iam_policy" "all" {
  for_each = {
    wrong-everything  = { Action = "*", Resource = "*" }
    right-read-orders = { Action = "dynamodb:GetItem", Resource = aws_dynamodb_table.all["right-orders"].arn }
    wrong-not-action  = { NotAction = "iam:*", Resource = "*" }
    wrong-pass-role   = { Action = "iam:PassRole", Resource = "*" }
    wrong-assume-any  = { Action = "sts:AssumeRole", Resource = "*" }
    wrong-secrets     = { Action = "secretsmanager:GetSecretValue", Resource = "*" }
    wrong-decrypt     = { Action = "kms:Decrypt", Resource = "*" }
  }
  name   = each.key
  policy = jsonencode({ Version = "2012-10-17", Statement = [merge({ Effect = "Allow" }, each.value)] })
}

resource "aws_iam_user" "admin" {
  name = "wrong-admin"
}

resource "aws_iam_user_policy_attachment" "admin" {
  user       = aws_iam_user.admin.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}

resource "aws_iam_user_policy" "admin" {
  name   = "inline"
  user   = aws_iam_user.admin.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "*" }] })
}

resource "aws_iam_group" "readers" {
  name = "right-readers"
}

resource "aws_iam_group_policy_attachment" "readers" {
  group      = aws_iam_group.readers.name
  policy_arn = aws_iam_policy.all["right-read-orders"].arn
}

resource "aws_iam_user" "reader" {
  name = "right-reader"
}

resource "aws_iam_group_membership" "readers" {
  name  = "readers"
  group = aws_iam_group.readers.name
  users = [aws_iam_user.reader.name]
}

locals {
  oidc = "token.actions.githubusercontent.com"
  trust = {
    wrong-anyone     = { Principal = { AWS = "*" } }
    wrong-vendor     = { Principal = { AWS = "arn:aws:iam::444455556666:root" } }
    right-vendor     = { Principal = { AWS = "arn:aws:iam::444455556666:root" }, Condition = { StringEquals = { "sts:ExternalId" = "e1f2a3b4" } } }
    wrong-function   = { Principal = { Service = "lambda.amazonaws.com" } }
    right-function   = { Principal = { Service = "lambda.amazonaws.com" } }
    wrong-build      = { Principal = { Service = "lambda.amazonaws.com" } }
    wrong-escalation = { Principal = { Service = "ec2.amazonaws.com" } }
  }
}

resource "aws_iam_role" "all" {
  for_each           = local.trust
  name               = each.key
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [merge({ Effect = "Allow", Action = "sts:AssumeRole" }, each.value)] })
}

resource "aws_iam_role_policy_attachment" "function" {
  role       = aws_iam_role.all["wrong-function"].name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}

resource "aws_iam_role_policy_attachment" "build" {
  for_each   = toset(["wrong-not-action", "wrong-pass-role", "wrong-assume-any", "wrong-secrets", "wrong-decrypt"])
  role       = aws_iam_role.all["wrong-build"].name
  policy_arn = aws_iam_policy.all[each.key].arn
}

resource "aws_iam_role_policy" "escalation" {
  name = "deploy"
  role = aws_iam_role.all["wrong-escalation"].id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"], Resource = "*" }]
  })
}

resource "aws_iam_role_policy" "logs" {
  name = "logs"
  role = aws_iam_role.all["right-function"].id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "logs:PutLogEvents", Resource = "arn:aws:logs:us-east-1:${local.account}:log-group:/aws/lambda/right-function:*" }]
  })
}

resource "aws_dynamodb_table" "all" {
  for_each                    = toset(["wrong-orders", "right-orders"])
  name                        = each.key
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "id"
  deletion_protection_enabled = startswith(each.key, "right")
  attribute {
    name = "id"
    type = "S"
  }
  dynamic "point_in_time_recovery" {
    for_each = startswith(each.key, "right") ? [1] : []
    content {
      enabled = true
    }
  }
}

resource "aws_dynamodb_resource_policy" "all" {
  for_each     = { wrong-orders = "*", right-orders = { AWS = "arn:aws:iam::${local.account}:root" } }
  resource_arn = aws_dynamodb_table.all[each.key].arn
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = each.value, Action = "dynamodb:GetItem", Resource = aws_dynamodb_table.all[each.key].arn }]
  })
}

resource "aws_db_instance" "wrong" {
  identifier              = "wrong-database"
  engine                  = "mysql"
  username                = "admin"
  publicly_accessible     = true
  backup_retention_period = 0
}

resource "aws_db_instance" "right" {
  identifier                          = "right-database"
  engine                              = "mysql"
  username                            = "tokiwa"
  storage_encrypted                   = true
  backup_retention_period             = 14
  deletion_protection                 = true
  iam_database_authentication_enabled = true
  enabled_cloudwatch_logs_exports     = ["audit", "error", "general", "slowquery"]
}

resource "aws_sns_topic" "wrong" {
  name = "wrong-topic"
}

resource "aws_sns_topic_policy" "wrong" {
  arn    = aws_sns_topic.wrong.arn
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "sns:Publish", Resource = aws_sns_topic.wrong.arn }] })
}

resource "aws_sns_topic" "right" {
  name              = "right-topic"
  kms_master_key_id = "alias/aws/sns"
}

resource "aws_sqs_queue" "wrong" {
  name = "wrong-queue"
}

resource "aws_sqs_queue_policy" "wrong" {
  queue_url = aws_sqs_queue.wrong.id
  policy    = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "sqs:*", Resource = aws_sqs_queue.wrong.arn }] })
}

resource "aws_sqs_queue" "right" {
  name                    = "right-queue"
  sqs_managed_sse_enabled = true
}

resource "aws_ecr_repository" "wrong" {
  name = "wrong-repository"
}

resource "aws_ecr_repository_policy" "wrong" {
  repository = aws_ecr_repository.wrong.name
  policy     = jsonencode({ Version = "2012-10-17", Statement = [{ Sid = "all", Effect = "Allow", Principal = "*", Action = "ecr:BatchGetImage" }] })
}

resource "aws_ecr_repository" "right" {
  name                 = "right-repository"
  image_tag_mutability = "IMMUTABLE"
  image_scanning_configuration {
    scan_on_push = true
  }
}

resource "aws_ecr_lifecycle_policy" "right" {
  repository = aws_ecr_repository.right.name
  policy = jsonencode({
    rules = [{
      rulePriority = 1
      selection    = { tagStatus = "any", countType = "imageCountMoreThan", countNumber = 20 }
      action       = { type = "expire" }
    }]
  })
}

resource "aws_ssm_document" "all" {
  for_each      = { wrong-document = "export DB_PASSWORD=${local.planted}", right-document = "uptime" }
  name          = each.key
  document_type = "Command"
  content = jsonencode({
    schemaVersion = "2.2"
    description   = each.key
    mainSteps     = [{ action = "aws:runShellScript", name = "run", inputs = { runCommand = [each.value] } }]
  })
  permissions = each.key == "wrong-document" ? { type = "Share", account_ids = "All" } : null
}

resource "aws_ssm_parameter" "wrong" {
  name  = "/wrong/db/password"
  type  = "String"
  value = local.planted
}

resource "aws_ssm_parameter" "right" {
  for_each = { "/right/db/password" = ["SecureString", local.planted], "/right/db/host" = ["String", "db.internal"] }
  name     = each.key
  type     = each.value[0]
  value    = each.value[1]
}

resource "aws_secretsmanager_secret" "wrong" {
  name = "wrong-secret"
}

resource "aws_lambda_function" "wrong" {
  function_name = "wrong-function"
  runtime       = "python3.8"
  role          = aws_iam_role.all["wrong-function"].arn
  environment {
    variables = { DB_PASSWORD = local.planted }
  }
}

resource "aws_lambda_function" "right" {
  function_name = "right-function"
  runtime       = "python3.13"
  role          = aws_iam_role.all["right-function"].arn
  kms_key_arn   = "arn:aws:kms:us-east-1:${local.account}:key/11111111-2222-3333-4444-555555555555"
  tracing_config {
    mode = "Active"
  }
  environment {
    variables = { DB_SECRET_ARN = "arn:aws:secretsmanager:us-east-1:${local.account}:secret:db-AbCdEf" }
  }
}

resource "aws_lambda_permission" "wrong" {
  for_each      = toset(["*", "sns.amazonaws.com"])
  function_name = aws_lambda_function.wrong.function_name
  action        = "lambda:InvokeFunction"
  principal     = each.key
}

resource "aws_lambda_permission" "right" {
  function_name  = aws_lambda_function.right.function_name
  action         = "lambda:InvokeFunction"
  principal      = "s3.amazonaws.com"
  source_arn     = aws_s3_bucket.all["right-private"].arn
  source_account = local.account
}

resource "aws_security_group" "all" {
  for_each    = { wrong-ssh = "0.0.0.0/0", right-ssh = "203.0.113.7/32" }
  name        = each.key
  description = each.key
  ingress {
    protocol    = "tcp"
    from_port   = 22
    to_port     = 22
    cidr_blocks = [each.value]
  }
}

resource "aws_launch_template" "wrong" {
  name      = "wrong-template"
  user_data = base64encode("#!/bin/bash\nexport DB_PASSWORD=${local.planted}\n")
}

resource "aws_launch_template" "right" {
  name = "right-template"
  metadata_options {
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }
}
