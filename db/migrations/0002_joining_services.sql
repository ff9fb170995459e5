ALTER TABLE `service` ADD `known_from` text;--> statement-breakpoint
ALTER TABLE `subscription_term` ADD `joining` text;