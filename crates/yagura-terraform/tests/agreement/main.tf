# The same account as in template.yaml, in Terraform.

data "aws_caller_identity" "current" {}

resource "aws_iam_role" "deploy" {
  name                 = "deploy"
  path                 = "/ci/"
  permissions_boundary = "arn:aws:iam::111122223333:policy/boundary"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  tags                 = { team = "shop" }
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy_attachment" "read" {
  role       = aws_iam_role.deploy.name
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}

resource "aws_iam_role_policy" "write" {
  name = "write"
  role = aws_iam_role.deploy.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["s3:PutObject"], Resource = ["${aws_s3_bucket.assets.arn}/*"] }]
  })
}

resource "aws_iam_user" "tanaka" {
  name = "tanaka"
}

resource "aws_iam_user_group_membership" "tanaka" {
  user   = aws_iam_user.tanaka.name
  groups = [aws_iam_group.developers.name]
}

resource "aws_iam_user_policy_attachment" "tanaka" {
  user       = aws_iam_user.tanaka.name
  policy_arn = aws_iam_policy.own.arn
}

resource "aws_iam_group" "developers" {
  name = "developers"
}

resource "aws_iam_policy_attachment" "developers" {
  name       = "developers"
  groups     = [aws_iam_group.developers.name]
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}

resource "aws_iam_policy" "own" {
  name   = "own"
  policy = <<-JSON
    {
      "Version": "2012-10-17",
      "Statement": [{ "Effect": "Allow", "Action": "iam:GetUser", "Resource": "${aws_iam_user.tanaka.arn}" }]
    }
  JSON
}

resource "aws_iam_access_key" "key" {
  user   = aws_iam_user.tanaka.name
  status = "Inactive"
}

resource "aws_accessanalyzer_analyzer" "analyzer" {
  analyzer_name = "all"
  type          = "ORGANIZATION"
}

resource "aws_organizations_policy" "guardrail" {
  name    = "guardrail"
  content = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Deny", Action = "cloudtrail:StopLogging", Resource = "*" }] })
}

resource "aws_organizations_policy_attachment" "guardrail" {
  policy_id = aws_organizations_policy.guardrail.id
  target_id = "r-abcd"
}

resource "aws_s3_bucket" "assets" {}

resource "aws_s3_bucket_versioning" "assets" {
  bucket = aws_s3_bucket.assets.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_acl" "assets" {
  bucket = aws_s3_bucket.assets.id
  acl    = "log-delivery-write"
}

resource "aws_s3_bucket_logging" "assets" {
  bucket        = aws_s3_bucket.assets.id
  target_bucket = aws_s3_bucket.logs.id
  target_prefix = ""
}

resource "aws_s3_bucket_ownership_controls" "assets" {
  bucket = aws_s3_bucket.assets.id
  rule {
    object_ownership = "ObjectWriter"
  }
}

resource "aws_s3_bucket_public_access_block" "assets" {
  bucket              = aws_s3_bucket.assets.id
  block_public_acls   = true
  ignore_public_acls  = true
  block_public_policy = true
}

resource "aws_s3_bucket_website_configuration" "assets" {
  bucket = aws_s3_bucket.assets.id
  redirect_all_requests_to {
    host_name = "www.example.com"
    protocol  = "https"
  }
}

resource "aws_s3_bucket_cors_configuration" "assets" {
  bucket = aws_s3_bucket.assets.id
  cors_rule {
    allowed_origins = ["https://www.example.com"]
    allowed_methods = ["GET", "PUT"]
  }
}

resource "aws_s3_bucket_replication_configuration" "assets" {
  bucket = aws_s3_bucket.assets.id
  role   = "arn:aws:iam::111122223333:role/replicate"
  rule {
    status = "Enabled"
    destination {
      bucket  = aws_s3_bucket.logs.arn
      account = "444455556666"
    }
  }
}

resource "aws_s3_bucket_policy" "assets" {
  bucket = aws_s3_bucket.assets.id
  policy = data.aws_iam_policy_document.assets.json
}

data "aws_iam_policy_document" "assets" {
  statement {
    sid       = "Read"
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.assets.arn}/*"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::${data.aws_caller_identity.current.account_id}:root"]
    }
  }
}

resource "aws_s3_bucket" "logs" {
  bucket = "shop-logs"
}

resource "aws_kms_key" "data" {
  enable_key_rotation = true
}

resource "aws_kms_key_policy" "data" {
  key_id = aws_kms_key.data.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:root" }, Action = "kms:*", Resource = "*" }]
  })
}

resource "aws_kms_alias" "data_name" {
  name          = "alias/data"
  target_key_id = aws_kms_key.data.key_id
}

resource "aws_secretsmanager_secret" "db" {
  name       = "shop/db"
  kms_key_id = aws_kms_key.data.arn
}

resource "aws_secretsmanager_secret_policy" "db" {
  secret_arn = aws_secretsmanager_secret.db.arn
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = aws_iam_role.deploy.arn }, Action = "secretsmanager:GetSecretValue", Resource = "*" }]
  })
}

resource "aws_secretsmanager_secret_rotation" "db" {
  secret_id           = aws_secretsmanager_secret.db.id
  rotation_lambda_arn = aws_lambda_function.shop.arn
}

resource "aws_ssm_parameter" "host" {
  name  = "/shop/host"
  type  = "String"
  value = "db.internal"
}

resource "aws_ssm_document" "restart" {
  name          = "restart"
  document_type = "Command"
  content       = jsonencode({ schemaVersion = "2.2" })
}

resource "aws_dynamodb_table" "orders" {
  name                        = "orders"
  deletion_protection_enabled = true
  point_in_time_recovery {
    enabled = true
  }
}

resource "aws_dynamodb_resource_policy" "orders" {
  resource_arn = aws_dynamodb_table.orders.arn
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = aws_iam_role.deploy.arn }, Action = "dynamodb:GetItem", Resource = "*" }]
  })
}

resource "aws_db_instance" "database" {
  identifier                          = "shop"
  engine                              = "postgres"
  vpc_security_group_ids              = [aws_security_group.gate.id]
  port                                = 5432
  storage_encrypted                   = true
  backup_retention_period             = 7
  deletion_protection                 = true
  auto_minor_version_upgrade          = true
  username                            = "shop_owner"
  password                            = "changeme"
  iam_database_authentication_enabled = true
  enabled_cloudwatch_logs_exports     = ["postgresql"]
}

resource "aws_rds_cluster" "cluster" {
  cluster_identifier      = "shop-cluster"
  engine                  = "aurora-postgresql"
  vpc_security_group_ids  = [aws_security_group.gate.id]
  storage_encrypted       = true
  backup_retention_period = 14
  master_username         = "shop_owner"
}

resource "aws_sns_topic" "alerts" {
  name              = "alerts"
  kms_master_key_id = aws_kms_key.data.id
}

resource "aws_sns_topic_policy" "alerts" {
  arn = aws_sns_topic.alerts.arn
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sns:Publish", Resource = aws_sns_topic.alerts.arn }]
  })
}

resource "aws_sns_topic_subscription" "hook" {
  topic_arn = aws_sns_topic.alerts.arn
  protocol  = "https"
  endpoint  = "https://hooks.example.com"
}

resource "aws_sqs_queue" "jobs" {
  name              = "jobs"
  kms_master_key_id = "alias/data"
}

resource "aws_sqs_queue_policy" "jobs" {
  queue_url = aws_sqs_queue.jobs.url
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "sns.amazonaws.com" }
      Action    = "sqs:SendMessage"
      Resource  = aws_sqs_queue.jobs.arn
      Condition = { ArnEquals = { "aws:SourceArn" = aws_sns_topic.alerts.arn } }
    }]
  })
}

resource "aws_ecr_repository" "api" {
  name                 = "shop/api"
  image_tag_mutability = "IMMUTABLE"
  image_scanning_configuration {
    scan_on_push = true
  }
}

resource "aws_ecr_repository_policy" "api" {
  repository = aws_ecr_repository.api.name
  policy     = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "444455556666" }, Action = "ecr:BatchGetImage" }] })
}

resource "aws_ecr_lifecycle_policy" "api" {
  repository = aws_ecr_repository.api.name
  policy     = jsonencode({ rules = [] })
}

resource "aws_ecr_registry_scanning_configuration" "scanning" {
  scan_type = "ENHANCED"
  rule {
    scan_frequency = "CONTINUOUS_SCAN"
    repository_filter {
      filter      = "*"
      filter_type = "WILDCARD"
    }
  }
}

resource "aws_instance" "web" {
  ami                    = "ami-0123456789abcdef0"
  key_name               = "team"
  iam_instance_profile   = "web"
  subnet_id              = aws_subnet.net.id
  vpc_security_group_ids = [aws_security_group.gate.id]
  user_data              = "./start"
  tags                   = { Name = "web-1" }
  metadata_options {
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }
}

resource "aws_launch_template" "base" {
  name                   = "base"
  key_name               = "team"
  vpc_security_group_ids = [aws_security_group.gate.id]
  metadata_options {
    http_tokens = "required"
  }
  network_interfaces {
    associate_public_ip_address = "false"
    security_groups             = [aws_security_group.gate.id]
  }
}

resource "aws_security_group" "gate" {
  name        = "gate"
  description = "the gate"
  vpc_id      = aws_vpc.main.id
  ingress {
    protocol         = "tcp"
    from_port        = 443
    to_port          = 443
    cidr_blocks      = ["0.0.0.0/0"]
    ipv6_cidr_blocks = ["::/0"]
  }
  ingress {
    protocol        = "tcp"
    from_port       = 22
    to_port         = 22
    prefix_list_ids = [aws_ec2_managed_prefix_list.office.id]
  }
}

resource "aws_vpc_security_group_egress_rule" "gate_out" {
  security_group_id = aws_security_group.gate.id
  ip_protocol       = "all"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_ec2_managed_prefix_list" "office" {
  name           = "office"
  address_family = "IPv4"
  max_entries    = 2
  entry {
    cidr = "203.0.113.0/24"
  }
}

resource "aws_ec2_managed_prefix_list_entry" "branch" {
  prefix_list_id = aws_ec2_managed_prefix_list.office.id
  cidr           = "198.51.100.0/24"
}

resource "aws_network_acl" "acl" {
  vpc_id     = aws_vpc.main.id
  subnet_ids = [aws_subnet.net.id]
  ingress {
    rule_no    = 100
    protocol   = "tcp"
    action     = "allow"
    cidr_block = "0.0.0.0/0"
    from_port  = 443
    to_port    = 443
  }
}

resource "aws_route_table" "routes" {
  vpc_id = aws_vpc.main.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.door.id
  }
}

resource "aws_route_table_association" "net" {
  route_table_id = aws_route_table.routes.id
  subnet_id      = aws_subnet.net.id
}

resource "aws_internet_gateway" "door" {
  vpc_id = aws_vpc.main.id
}

resource "aws_subnet" "net" {
  vpc_id                  = aws_vpc.main.id
  cidr_block              = cidrsubnet(aws_vpc.main.cidr_block, 8, 0)
  map_public_ip_on_launch = true
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc_endpoint" "to_s3" {
  vpc_id            = aws_vpc.main.id
  service_name      = "com.amazonaws.us-east-1.s3"
  vpc_endpoint_type = "Gateway"
}

resource "aws_vpc_endpoint_policy" "to_s3" {
  vpc_endpoint_id = aws_vpc_endpoint.to_s3.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "${aws_s3_bucket.assets.arn}/*" }]
  })
}

resource "aws_flow_log" "flow" {
  vpc_id       = aws_vpc.main.id
  traffic_type = "ALL"
}

resource "aws_nat_gateway" "nat" {
  subnet_id         = aws_subnet.net.id
  connectivity_type = "public"
}

resource "aws_eip" "fixed" {}

resource "aws_eip_association" "fixed" {
  allocation_id = aws_eip.fixed.allocation_id
  instance_id   = aws_instance.web.id
}

resource "aws_network_interface" "card" {
  subnet_id       = aws_subnet.net.id
  security_groups = [aws_security_group.gate.id]
}

resource "aws_ebs_volume" "disk" {
  availability_zone = "us-east-1a"
  size              = 10
  encrypted         = true
  kms_key_id        = aws_kms_key.data.arn
}

resource "aws_lb" "front" {
  name                       = "front"
  load_balancer_type         = "application"
  internal                   = false
  security_groups            = [aws_security_group.gate.id]
  drop_invalid_header_fields = true
  access_logs {
    bucket  = aws_s3_bucket.logs.id
    enabled = true
  }
}

resource "aws_lb_listener" "plain" {
  load_balancer_arn = aws_lb.front.arn
  port              = 80
  default_action {
    type = "redirect"
    redirect {
      protocol    = "HTTPS"
      status_code = "HTTP_301"
    }
  }
}

resource "aws_cloudfront_distribution" "site" {
  enabled             = true
  aliases             = ["www.example.com"]
  default_root_object = "index.html"
  web_acl_id          = "arn:aws:wafv2:us-east-1:111122223333:global/webacl/main/1"
  origin {
    origin_id   = "web"
    domain_name = "www.example.com"
    custom_origin_config {
      origin_protocol_policy = "https-only"
    }
  }
  default_cache_behavior {
    target_origin_id       = "web"
    viewer_protocol_policy = "redirect-to-https"
  }
  ordered_cache_behavior {
    path_pattern           = "/api/*"
    target_origin_id       = "web"
    viewer_protocol_policy = "https-only"
  }
  viewer_certificate {
    minimum_protocol_version = "TLSv1.2_2021"
    ssl_support_method       = "sni-only"
  }
  logging_config {
    bucket = aws_s3_bucket.logs.bucket_domain_name
  }
}

resource "aws_wafv2_web_acl" "wall" {
  name  = "wall"
  scope = "REGIONAL"
  default_action {
    allow {}
  }
  rule {
    name = "rate"
    action {
      block {}
    }
    statement {
      rate_based_statement {
        limit              = 1000
        aggregate_key_type = "IP"
      }
    }
  }
}

resource "aws_wafv2_web_acl_logging_configuration" "wall" {
  resource_arn            = aws_wafv2_web_acl.wall.arn
  log_destination_configs = ["arn:aws:s3:::aws-waf-logs-shop"]
}

resource "aws_wafv2_web_acl_association" "front" {
  resource_arn = aws_lb.front.arn
  web_acl_arn  = aws_wafv2_web_acl.wall.arn
}

resource "aws_api_gateway_rest_api" "rest" {
  name                         = "rest"
  disable_execute_api_endpoint = true
  endpoint_configuration {
    types = ["REGIONAL"]
  }
}

resource "aws_api_gateway_method" "post" {
  rest_api_id      = aws_api_gateway_rest_api.rest.id
  resource_id      = "abc123"
  http_method      = "POST"
  authorization    = "AWS_IAM"
  api_key_required = true
}

resource "aws_api_gateway_stage" "prod" {
  rest_api_id = aws_api_gateway_rest_api.rest.id
  stage_name  = "prod"
  access_log_settings {
    destination_arn = "arn:aws:logs:us-east-1:111122223333:log-group:api"
  }
}

resource "aws_api_gateway_method_settings" "prod" {
  rest_api_id = aws_api_gateway_rest_api.rest.id
  stage_name  = aws_api_gateway_stage.prod.stage_name
  method_path = "*/*"
  settings {
    logging_level = "ERROR"
  }
}

resource "aws_api_gateway_base_path_mapping" "mapped" {
  api_id      = aws_api_gateway_rest_api.rest.id
  domain_name = "api.example.com"
}

resource "aws_apigatewayv2_api" "http" {
  name          = "http"
  protocol_type = "HTTP"
  cors_configuration {
    allow_origins     = ["https://www.example.com"]
    allow_methods     = ["GET"]
    allow_credentials = true
  }
}

resource "aws_apigatewayv2_route" "get" {
  api_id             = aws_apigatewayv2_api.http.id
  route_key          = "GET /orders"
  authorization_type = "AWS_IAM"
}

resource "aws_apigatewayv2_stage" "http_prod" {
  api_id = aws_apigatewayv2_api.http.id
  name   = "prod"
  access_log_settings {
    destination_arn = "arn:aws:logs:us-east-1:111122223333:log-group:api"
  }
}

resource "aws_apigatewayv2_api_mapping" "http_mapped" {
  api_id      = aws_apigatewayv2_api.http.id
  domain_name = "http.example.com"
}

resource "aws_cognito_user_pool" "users" {
  name              = "users"
  mfa_configuration = "ON"
  admin_create_user_config {
    allow_admin_create_user_only = true
  }
  password_policy {
    minimum_length    = 14
    require_lowercase = true
    require_uppercase = true
    require_numbers   = true
    require_symbols   = true
  }
  schema {
    name                = "role"
    attribute_data_type = "String"
    mutable             = true
  }
}

resource "aws_cognito_user_pool_client" "app" {
  user_pool_id                  = aws_cognito_user_pool.users.id
  name                          = "app"
  write_attributes              = ["email"]
  allowed_oauth_flows           = ["code"]
  callback_urls                 = ["https://www.example.com/"]
  prevent_user_existence_errors = "ENABLED"
}

resource "aws_cognito_identity_pool" "guests" {
  identity_pool_name               = "guests"
  allow_unauthenticated_identities = false
}

resource "aws_cognito_identity_pool_roles_attachment" "guests" {
  identity_pool_id = aws_cognito_identity_pool.guests.id
  roles            = { authenticated = aws_iam_role.deploy.arn }
}

resource "aws_cloudtrail" "all" {
  name                       = "all"
  s3_bucket_name             = aws_s3_bucket.logs.id
  is_multi_region_trail      = true
  enable_log_file_validation = true
  kms_key_id                 = aws_kms_key.data.arn
  event_selector {
    read_write_type           = "All"
    include_management_events = true
    data_resource {
      type   = "AWS::S3::Object"
      values = ["arn:aws:s3:::"]
    }
  }
}

resource "aws_config_configuration_recorder" "recorder" {
  name = "recorder"
  recording_group {
    include_global_resource_types = true
  }
}

resource "aws_config_delivery_channel" "channel" {
  name           = "channel"
  s3_bucket_name = aws_s3_bucket.logs.id
}

resource "aws_config_config_rule" "rule" {
  name = "s3-public"
}

resource "aws_guardduty_detector" "detector" {}

resource "aws_guardduty_detector_feature" "s3" {
  detector_id = aws_guardduty_detector.detector.id
  name        = "S3_DATA_EVENTS"
  status      = "ENABLED"
}

resource "aws_securityhub_account" "hub" {
  auto_enable_controls = true
}

resource "aws_macie2_account" "session" {
  status = "ENABLED"
}

resource "aws_cloudwatch_metric_alarm" "errors" {
  alarm_name    = "errors"
  metric_name   = "Errors"
  namespace     = "Shop"
  alarm_actions = [aws_sns_topic.alerts.arn]
}

resource "aws_cloudwatch_log_group" "lines" {
  name              = "/shop/app"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.data.arn
}

resource "aws_cloudwatch_log_metric_filter" "failures" {
  log_group_name = aws_cloudwatch_log_group.lines.name
  pattern        = "ERROR"
  metric_transformation {
    name      = "Errors"
    namespace = "Shop"
    value     = "1"
  }
}

resource "aws_lambda_function" "shop" {
  function_name                  = "shop"
  runtime                        = "python3.13"
  role                           = aws_iam_role.deploy.arn
  kms_key_arn                    = aws_kms_key.data.arn
  reserved_concurrent_executions = 20
  environment {
    variables = { TABLE = aws_dynamodb_table.orders.name }
  }
  tracing_config {
    mode = "Active"
  }
}

resource "aws_lambda_permission" "from_bucket" {
  function_name  = aws_lambda_function.shop.function_name
  principal      = "s3.amazonaws.com"
  action         = "lambda:InvokeFunction"
  source_arn     = aws_s3_bucket.assets.arn
  source_account = data.aws_caller_identity.current.account_id
}

resource "aws_lambda_function_url" "door2" {
  function_name      = aws_lambda_function.shop.function_name
  authorization_type = "AWS_IAM"
  cors {
    allow_origins     = ["https://www.example.com"]
    allow_credentials = true
  }
}

resource "aws_lambda_event_source_mapping" "pull" {
  function_name    = aws_lambda_function.shop.function_name
  event_source_arn = aws_sqs_queue.jobs.arn
}

resource "aws_ecs_cluster" "ship" {
  name = "ship"
  setting {
    name  = "containerInsights"
    value = "enabled"
  }
}

resource "aws_ecs_service" "run" {
  name            = "run"
  cluster         = aws_ecs_cluster.ship.id
  task_definition = aws_ecs_task_definition.task.arn
  network_configuration {
    subnets          = [aws_subnet.net.id]
    security_groups  = [aws_security_group.gate.id]
    assign_public_ip = false
  }
}

resource "aws_ecs_task_definition" "task" {
  family        = "shop"
  network_mode  = "awsvpc"
  task_role_arn = aws_iam_role.deploy.arn
  container_definitions = jsonencode([{
    name                   = "shop"
    image                  = "shop:1.4.2"
    user                   = "1000"
    readonlyRootFilesystem = true
    environment            = [{ name = "LOG_LEVEL", value = "info" }]
    logConfiguration       = { logDriver = "awslogs" }
  }])
}
